"""What the program output says of itself; written by the room `program` alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from PySide6.QtCore import QObject

from vortex_gui.console.state.figures.observable import Observable

MOST_SWITCHES = 200


class OnAir(StrEnum):
    """What is on the screen."""

    CLIP = "clip"
    STILL = "still"
    FILLER = "filler"
    CARD = "card"


class OutputState(StrEnum):
    """Whether there is an output."""

    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"
    HIDDEN = "hidden"
    """Its screen was unplugged; the program goes on, and nobody sees it."""


@dataclass(frozen=True, slots=True)
class SwitchRecord:
    """One switch as it was seen on the screen; moments in epoch seconds."""

    at: float
    title: str
    slot_id: int | None
    kind: OnAir
    late_ms: float
    late_frames: int
    waited_s: float
    dropped: int
    held: int
    gap_ms: float


@dataclass(frozen=True, slots=True)
class ProgramNow:
    """Everything at one moment. Counts are of this output since it was opened."""

    state: OutputState = OutputState.CLOSED
    screen: str = ""
    sound: str = ""
    kind: OnAir = OnAir.CARD
    title: str = ""
    slot_id: int | None = None
    next_title: str = ""
    next_ready: bool = False
    remaining_s: float | None = None
    hold: bool = False
    fills: bool = False
    """The operator has cut to the filler, until the next take."""
    switches: int = 0
    late_switches: int = 0
    worst_late_ms: float = 0.0
    dropped: int = 0
    held: int = 0
    gaps: int = 0
    records: tuple[SwitchRecord, ...] = field(default=())
    """Newest last."""

    @property
    def is_open(self) -> bool:
        """Whether a process plays the program."""
        return self.state is not OutputState.CLOSED

    def with_record(self, record: SwitchRecord) -> ProgramNow:
        return replace(self, records=(*self.records, record)[-MOST_SWITCHES:])


class ProgramState(Observable):
    """One value at a time; `changed` when it is another."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = ProgramNow()

    def put(self, now: ProgramNow) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit()
