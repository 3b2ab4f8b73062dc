"""How each state looks wherever it is shown: one word, one colour, one drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QColor

from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import theme
from vortex_gui.engine.facts.events import Severity, WorkerState
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.facts.slots import SlotRow, SlotState


@dataclass(frozen=True, slots=True)
class StateLook:
    """`english` is the word before translation; `tone` names a colour of the theme, `icon` a drawing."""

    english: str
    tone: str
    icon: str

    @property
    def word(self) -> str:
        return tr(self.english)

    @property
    def colour(self) -> QColor:
        """In the theme in use."""
        colour: QColor = getattr(theme.current(), self.tone)
        return colour


WORKER: Mapping[WorkerState, StateLook] = {
    WorkerState.WAITING: StateLook(mark("starts later"), "idle", "clock"),
    WorkerState.STARTING: StateLook(mark("starting"), "warn", "clock"),
    WorkerState.LOADING: StateLook(mark("loading"), "warn", "models"),
    WorkerState.READY: StateLook(mark("ready"), "good", "check"),
    WorkerState.BUSY: StateLook(mark("generating"), "accent", "generate"),
    WorkerState.STOPPING: StateLook(mark("stopping"), "idle", "stop"),
    WorkerState.LOST: StateLook(mark("lost"), "bad", "error"),
    WorkerState.STOPPED: StateLook(mark("stopped"), "idle", "stop"),
    WorkerState.UNREACHABLE: StateLook(mark("unreachable"), "warn", "warning"),
}
"""Yellow is on its way, green could begin, the accent works, red is dead, grey is off or not its turn."""

MACHINE: Mapping[MachineState, StateLook] = {
    MachineState.CONNECTING: StateLook(mark("connecting"), "warn", "clock"),
    MachineState.CONNECTED: StateLook(mark("connected"), "good", "check"),
    MachineState.UNREACHABLE: StateLook(mark("unreachable"), "warn", "warning"),
    MachineState.DOWN: StateLook(mark("no link"), "bad", "error"),
}

NOTICE: Mapping[Severity, StateLook] = {
    Severity.INFO: StateLook(mark("info"), "info", "info"),
    Severity.SUCCESS: StateLook(mark("success"), "good", "success"),
    Severity.WARNING: StateLook(mark("warning"), "warn", "warning"),
    Severity.ERROR: StateLook(mark("error"), "bad", "error"),
}

PAUSED = StateLook(mark("paused"), "warn", "pause")
"""A worker that could begin, while the queue is paused."""

WARMING = StateLook(mark("warming up"), "warn", "warm")
"""A worker or a model that is run until it is steady."""

MEMORY: Mapping[MemoryLevel, StateLook] = {
    "soft": StateLook(mark("memory high"), "warn", "memory"),
    "hard": StateLook(mark("memory over"), "bad", "memory"),
}
"""A limit that memory is over, the soft one alone or the hard one."""

SLOT: Mapping[SlotState, StateLook] = {
    SlotState.QUEUED: StateLook(mark("queued"), "idle", "clock"),
    SlotState.RUNNING: StateLook(mark("running"), "accent", "play"),
    SlotState.DONE: StateLook(mark("done"), "good", "check"),
    SlotState.FAILED: StateLook(mark("failed"), "bad", "error"),
    SlotState.CANCELLED: StateLook(mark("cancelled"), "idle", "cancel"),
    SlotState.MISSED: StateLook(mark("missed"), "warn", "bell"),
    SlotState.SET_ASIDE: StateLook(mark("set aside"), "bad", "lock"),
}

NOT_PASSED = StateLook(mark("not passed"), "doubt", "warning")
"""A slot that is done with a clip that failed its check: somebody has to look at it."""


def slot_look(row: SlotRow) -> StateLook:
    """How a slot looks; one that failed its check never looks like one that passed."""
    return NOT_PASSED if row.failed_check else SLOT[row.state]
