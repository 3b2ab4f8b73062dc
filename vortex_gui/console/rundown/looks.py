"""How each state of a rundown's row looks."""

from __future__ import annotations

from collections.abc import Mapping

from vortex_gui.base.words.translation import mark
from vortex_gui.console.look.states import StateLook
from vortex_gui.console.state.rundown.items import ItemState

LOOKS: Mapping[ItemState, StateLook] = {
    ItemState.PLANNED: StateLook(mark("planned"), "idle", "plan"),
    ItemState.QUEUED: StateLook(mark("queued"), "idle", "clock"),
    ItemState.RUNNING: StateLook(mark("running"), "accent", "generate"),
    ItemState.READY: StateLook(mark("ready"), "good", "check"),
    ItemState.PLAYING: StateLook(mark("on air"), "bad", "play"),
    ItemState.PLAYED: StateLook(mark("played"), "idle", "check"),
    ItemState.SKIPPED: StateLook(mark("skipped"), "idle", "step-forward"),
    ItemState.LATE: StateLook(mark("late"), "warn", "bell"),
    ItemState.FAILED: StateLook(mark("failed"), "bad", "error"),
}
"""Red is on air, as every studio's lamp; a failed row has its own drawing."""
