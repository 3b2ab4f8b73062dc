"""What is kept of memory's past: rings for each span, and each finished slot's own time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from vortex_gui.console.memory.layers import LAYERS, layer_values, stage_bits
from vortex_gui.console.memory.max_buckets import SPANS, Columns, Floats, MaxBuckets, Span
from vortex_gui.console.memory.slot_memory import SLOT_KEY, SlotMemories
from vortex_gui.console.state.memory_samples import MemoryHistory, MemoryMark
from vortex_gui.wire.protocol import MemorySample


class MemoryPast(QObject):
    """Takes every sample and mark of `history`, also those from before.

    `slots` are the finished slots' own times, also kept in `folder`. `hold_s` is for how long a bucket
    without a sample shows the one before it.
    """

    def __init__(
        self, history: MemoryHistory, hold_s: float, folder: Path | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history = history
        self.hold_s = hold_s
        self._rings = {span.key: MaxBuckets(len(LAYERS), span.columns, span.bucket_s) for span in SPANS}
        self._frozen: dict[str, Columns] | None = None
        self.slots = SlotMemories(folder, self)
        self._take_in_history()
        history.appended.connect(self._on_appended)
        history.marked.connect(self.keep_slot)

    @property
    def paused(self) -> bool:
        return self._frozen is not None

    def set_paused(self, paused: bool, now: float) -> None:
        """Holds what every span shows; samples are still taken in."""
        if paused != self.paused:
            self._frozen = {span.key: self._window(span, now) for span in SPANS} if paused else None

    def columns(self, span: Span, slot_id: int | None, now: float) -> Columns:
        """The buckets of a span up to now; of a slot's own span those that were kept."""
        kept = self.slots.get(slot_id) if span.key == SLOT_KEY else None
        if kept is not None:
            return kept.columns
        return self._window(span, now) if self._frozen is None else self._frozen[span.key]

    def take_in(self, at: Floats, values: Floats, heights: Floats, bits: NDArray[np.uint8]) -> None:
        """Takes in many samples at once: moments, bytes (samples, layers), what ranks them, stage bits."""
        for ring in self._rings.values():
            ring.extend(at, values, heights, bits)

    def _take_in_history(self) -> None:
        recent = tuple(self._history.recent)
        if recent:
            at = np.array([sample.at for sample in recent])
            values = np.array([layer_values(sample) for sample in recent])
            heights = np.array([float(sample.used) for sample in recent])
            bits = np.array([stage_bits(sample.stage) for sample in recent], np.uint8)
            self.take_in(at, values, heights, bits)
        for mark in self._history.marks:
            self.keep_slot(mark)

    def _on_appended(self, sample: MemorySample) -> None:
        values, bits = layer_values(sample), stage_bits(sample.stage)
        for ring in self._rings.values():
            ring.add(sample.at, values, float(sample.used), bits)

    def keep_slot(self, mark: MemoryMark) -> None:
        """At a slot's end its samples are put aside."""
        if mark.kind != "slot_end" or mark.slot_id is None:
            return
        begun = [m.at for m in self._history.marks if m.kind == "slot_begin" and m.slot_id == mark.slot_id]
        if begun:
            self.slots.keep(mark.slot_id, begun[-1], mark.at, self._history.recent)

    def _window(self, span: Span, now: float) -> Columns:
        return self._rings[span.key].window(now, self.hold_s)
