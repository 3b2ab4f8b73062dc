"""The last minutes of memory samples and the moments worth a mark beside them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.wire.protocol import MemorySample

MEMORY_SAMPLES_KEPT = 6_000
"""Ten minutes at 10 Hz; longer spans are the graph's own buckets."""


MARKS_KEPT = 2_000


MarkKind = Literal["warm_up", "cache_clear", "slot_begin", "slot_end", "worker_lost", "worker_ready"]


@dataclass(frozen=True, slots=True)
class MemoryMark:
    """A moment worth seeing beside the curve; `at` in epoch seconds."""

    at: float
    kind: MarkKind
    slot_id: int | None = None


class MemoryHistory(QObject):
    """Samples and marks; `appended(MemorySample)`, `marked(MemoryMark)`, `limits_changed`, `level_changed`.

    `recent` holds the last ten minutes of raw samples; longer spans are kept by the graph in buckets.
    """

    appended = Signal(object)
    marked = Signal(object)
    limits_changed = Signal()
    level_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recent: deque[MemorySample] = deque(maxlen=MEMORY_SAMPLES_KEPT)
        self.marks: deque[MemoryMark] = deque(maxlen=MARKS_KEPT)
        self.soft_limit_bytes: int | None = None
        self.hard_limit_bytes: int | None = None

    @property
    def latest(self) -> MemorySample | None:
        return self.recent[-1] if self.recent else None

    @property
    def level(self) -> MemoryLevel:
        """The limit that the newest sample is over."""
        return self.latest.level if self.latest else "under"

    def append(self, sample: MemorySample) -> None:
        before = self.level
        self.recent.append(sample)
        self.appended.emit(sample)
        if sample.level != before:
            self.level_changed.emit()

    def take_over(self, other: MemoryHistory) -> None:
        """Stands where another one stands: its limits, its newest sample and the level of that."""
        before = self.level
        self.recent.clear()
        self.recent.extend([other.latest] if other.latest else [])
        if other.soft_limit_bytes is not None and other.hard_limit_bytes is not None:
            self.set_limits(other.soft_limit_bytes, other.hard_limit_bytes)
        if self.level != before:
            self.level_changed.emit()

    def inherit(self, other: MemoryHistory) -> None:
        """Begins with all that another one holds; called once, before anybody listens."""
        self.recent.extend(other.recent)
        self.marks.extend(other.marks)
        self.soft_limit_bytes, self.hard_limit_bytes = other.soft_limit_bytes, other.hard_limit_bytes

    def mark(self, mark: MemoryMark) -> None:
        self.marks.append(mark)
        self.marked.emit(mark)

    def set_limits(self, soft_bytes: int, hard_bytes: int) -> None:
        if (soft_bytes, hard_bytes) != (self.soft_limit_bytes, self.hard_limit_bytes):
            self.soft_limit_bytes, self.hard_limit_bytes = soft_bytes, hard_bytes
            self.limits_changed.emit()
