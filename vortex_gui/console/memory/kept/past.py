"""What is kept of memory's past: rings for each span, and each finished slot's own time."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

from vortex_gui.console.memory.kept.kept_history import KeptHistory, read_kept_history
from vortex_gui.console.memory.kept.layers import LAYERS, layer_values, stage_bits
from vortex_gui.console.memory.kept.max_buckets import SPANS, Columns, Floats, MaxBuckets, Span
from vortex_gui.console.memory.kept.sight import Reach
from vortex_gui.console.memory.kept.slot_memory import SLOT_KEY, SlotMemories
from vortex_gui.console.parts.background import Background
from vortex_gui.console.state.workers.memory_samples import MemoryHistory, MemoryMark
from vortex_gui.wire.protocol import MemorySample

KEPT_FILE = "history.npz"
KEEP_EVERY_S = 30
"""A crash of the console loses at most so much of the graph; the flight recorder has those minutes, too."""

_log = logging.getLogger(__name__)


class MemoryPast(QObject):
    """Takes every sample and mark of `history`, also those from before.

    `slots` are the finished slots' own times. They and the spans are also kept in `folder`, over the
    console's end. `hold_s` is for how long a bucket without a sample shows the one before it.
    """

    def __init__(
        self, history: MemoryHistory, hold_s: float, folder: Path | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.history = history
        self.hold_s = hold_s
        self._rings = {span.key: MaxBuckets(len(LAYERS), span.columns, span.bucket_s) for span in SPANS}
        self._frozen: dict[str, Columns] | None = None
        self._frozen_at = 0.0
        self._samples = self._kept_samples = 0
        self.slots = SlotMemories(folder, self)
        self._file = None if folder is None else folder / KEPT_FILE
        self._read_kept()
        self._take_in_history()
        self._kept_samples = self._samples
        self._writing = Background(self)
        self._writing.answered.connect(self._on_written)
        self._keeping = QTimer(self, interval=KEEP_EVERY_S * 1000)
        self._keeping.timeout.connect(self._keep_soon)
        if self._file is not None:
            self._keeping.start()
        self._listen()

    def follow(self, history: MemoryHistory) -> None:
        """From now on the samples of the same worker come there, which holds what came before, too."""
        self.history.appended.disconnect(self._on_appended)
        self.history.marked.disconnect(self.keep_slot)
        self.history = history
        self._listen()

    def _listen(self) -> None:
        self.history.appended.connect(self._on_appended)
        self.history.marked.connect(self.keep_slot)

    @property
    def paused(self) -> bool:
        return self._frozen is not None

    def set_paused(self, paused: bool, now: float) -> None:
        """Holds what every span shows; samples are still taken in."""
        if paused != self.paused:
            self._frozen = {span.key: self._window(span, now) for span in SPANS} if paused else None
            self._frozen_at = now

    def reach(self, span: Span, slot_id: int | None, now: float) -> Reach:
        """All that there is to see beside a span: of a slot its own time, else all that was kept."""
        kept = self.slots.get(slot_id) if span.key == SLOT_KEY else None
        if kept is not None:
            begin = float(kept.columns.starts[0])
            return Reach(begin, begin + kept.span.seconds, grows=False)
        end = self._frozen_at if self.paused else now
        return Reach(end - SPANS[-1].seconds, end, grows=not self.paused)

    def columns(self, span: Span, slot_id: int | None, now: float) -> Columns:
        """The buckets of a span up to now; of a slot's own span those that were kept."""
        kept = self.slots.get(slot_id) if span.key == SLOT_KEY else None
        if kept is not None:
            return kept.columns
        return self._window(span, now) if self._frozen is None else self._frozen[span.key]

    def take_in(self, at: Floats, values: Floats, heights: Floats, bits: NDArray[np.uint8]) -> None:
        """Takes in many samples at once: moments, bytes (samples, layers), what ranks them, stage bits."""
        self._samples += len(at)
        for ring in self._rings.values():
            ring.extend(at, values, heights, bits)

    # ── over the console's end ───────────────────────────────────────────────────────────

    def keep(self) -> None:
        """Writes what the spans hold, and waits for it; called when the console ends."""
        if self._file is None or self._samples == self._kept_samples:
            return
        self._writing.forget()
        try:
            self._snapshot().write(self._file)
        except OSError as error:
            self._on_written(error)

    def _keep_soon(self) -> None:
        """Now and then in the background, so that a crash loses little."""
        if self._file is not None and self._samples != self._kept_samples:
            self._kept_samples = self._samples
            self._writing.read(partial(self._snapshot().write, self._file))

    def _snapshot(self) -> KeptHistory:
        rings = {key: ring.filled() for key, ring in self._rings.items()}
        return KeptHistory(rings, tuple(self.history.marks))

    def _read_kept(self) -> None:
        kept = None if self._file is None else read_kept_history(self._file)
        if kept is None:
            return
        for key, ring in self._rings.items():
            if key in kept.rings and len(kept.rings[key][0]):
                ring.extend(*kept.rings[key])
        known = set(self.history.marks)
        self.history.marks.extendleft(mark for mark in reversed(kept.marks) if mark not in known)

    def _on_written(self, answer: Exception | None) -> None:
        if answer is not None:
            _log.warning("the history of memory could not be kept on the disk: %s", answer)

    # ── what comes in ────────────────────────────────────────────────────────────────────

    def _take_in_history(self) -> None:
        recent = tuple(self.history.recent)
        if recent:
            at = np.array([sample.at for sample in recent])
            values = np.array([layer_values(sample) for sample in recent])
            heights = np.array([float(sample.used) for sample in recent])
            bits = np.array([stage_bits(sample.stage) for sample in recent], np.uint8)
            self.take_in(at, values, heights, bits)
        for mark in self.history.marks:
            self.keep_slot(mark)

    def _on_appended(self, sample: MemorySample) -> None:
        self._samples += 1
        values, bits = layer_values(sample), stage_bits(sample.stage)
        for ring in self._rings.values():
            ring.add(sample.at, values, float(sample.used), bits)

    def keep_slot(self, mark: MemoryMark) -> None:
        """At a slot's end its samples are put aside."""
        if mark.kind != "slot_end" or mark.slot_id is None:
            return
        begun = [m.at for m in self.history.marks if m.kind == "slot_begin" and m.slot_id == mark.slot_id]
        if begun:
            self.slots.keep(mark.slot_id, begun[-1], mark.at, self.history.recent)

    def _window(self, span: Span, now: float) -> Columns:
        return self._rings[span.key].window(now, self.hold_s)
