"""How far a model is, as the models dock shows it."""

from __future__ import annotations

from collections.abc import Mapping

from vortex_gui.base.words.translation import mark
from vortex_gui.console.look.states import WARMING, StateLook
from vortex_gui.console.state.workers.worker_status import Residency

LOOKS: Mapping[Residency, StateLook] = {
    Residency.ABSENT: StateLook(mark("not loaded"), "idle", "minus"),
    Residency.LOADING: StateLook(mark("loading"), "warn", "models"),
    Residency.RESIDENT: StateLook(mark("resident"), "info", "memory"),
    Residency.WARMING: WARMING,
    Residency.WARM: StateLook(mark("ready"), "good", "check"),
    Residency.FAILED: StateLook(mark("failed"), "bad", "error"),
}
