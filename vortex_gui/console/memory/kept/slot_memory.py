"""What memory did during each slot, kept after the live samples have gone, and over the console's end."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from vortex_gui.base.files.private_files import make_private_folder, open_private
from vortex_gui.console.memory.kept.layers import LAYERS, OLD_LAYERS, as_now, layer_values, stage_bits
from vortex_gui.console.memory.kept.max_buckets import Columns, MaxBuckets, Span
from vortex_gui.console.parts.background import Background
from vortex_gui.wire.protocol import MemorySample

KEPT = 150
"""Slots at hand; with 300 buckets each some 30 KB a slot."""
KEPT_ON_DISK = 2_000
BUCKETS = 300
MARGIN_S = 0.5
"""Shown before the slot's start and after its end."""
SLOT_KEY = "slot"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SlotMemory:
    """One slot's buckets, the span they cover, and when it began, in epoch seconds."""

    span: Span
    columns: Columns
    begun: float


class SlotMemories(QObject):
    """The newest slots' memory by number; those of earlier sittings come from `folder` when wanted.

    `came(slot_id)`: what was wanted has been read.
    """

    came = Signal(int)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[int, SlotMemory] = OrderedDict()
        self._folder = folder
        self._wanted = 0
        self._reading, self._writing = Background(self), Background(self)
        self._reading.answered.connect(self._on_read)
        self._writing.answered.connect(self._on_written)

    def get(self, slot_id: int | None) -> SlotMemory | None:
        return self._kept.get(slot_id) if slot_id is not None else None

    def want(self, slot_id: int | None) -> None:
        """Reads a slot of an earlier sitting in the background; only the newest wish is worth an answer."""
        self._reading.forget()
        if self._folder is not None and slot_id is not None and slot_id not in self._kept:
            self._wanted = slot_id
            self._reading.read(partial(read_slot_memory, self._folder, slot_id))

    def keep(self, slot_id: int, begun: float, ended: float, samples: Iterable[MemorySample]) -> bool:
        """Keeps the samples between two epoch seconds; False when there is none."""
        first, last = begun - MARGIN_S, ended + MARGIN_S
        inside = [sample for sample in samples if first <= sample.at <= last]
        if not inside:
            return False
        bucket_s = max(0.05, (last - first) / BUCKETS)
        ring = MaxBuckets(len(LAYERS), BUCKETS, bucket_s)
        for sample in inside:
            ring.add(sample.at, layer_values(sample), float(sample.used), stage_bits(sample.stage))
        memory = SlotMemory(Span(SLOT_KEY, bucket_s, BUCKETS), ring.window(last, hold_s=1.0), begun)
        self._put(slot_id, memory)
        if self._folder is not None:
            self._writing.read(partial(write_slot_memory, self._folder, slot_id, memory))
        return True

    def _put(self, slot_id: int, memory: SlotMemory) -> None:
        self._kept.pop(slot_id, None)
        self._kept[slot_id] = memory
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _on_read(self, answer: SlotMemory | Exception | None) -> None:
        if isinstance(answer, SlotMemory):
            self._put(self._wanted, answer)
            self.came.emit(self._wanted)
        elif answer is not None:
            _log.warning("the memory of slot %d could not be read: %s", self._wanted, answer)

    def _on_written(self, answer: Exception | None) -> None:
        if answer is not None:
            _log.warning("a slot's memory could not be kept on the disk: %s", answer)


def write_slot_memory(folder: Path, slot_id: int, memory: SlotMemory) -> None:
    """Writes a slot's buckets, some 5 KB, for those of the slot `KEPT_ON_DISK` before; raises `OSError`."""
    make_private_folder(folder)
    aside = _file(folder, slot_id).with_suffix(".part")
    with open(aside, "wb", opener=open_private) as file:
        figures = asdict(memory.columns)
        np.savez_compressed(file, bucket_s=memory.span.bucket_s, begun=memory.begun, **figures)
    aside.replace(_file(folder, slot_id))
    _file(folder, slot_id - KEPT_ON_DISK).unlink(missing_ok=True)


def read_slot_memory(folder: Path, slot_id: int) -> SlotMemory | None:
    """A slot's buckets as they were written; `None` when they were not. A damaged file raises."""
    if not _file(folder, slot_id).is_file():
        return None
    with np.load(_file(folder, slot_id)) as kept:
        columns = Columns(**{field.name: kept[field.name] for field in fields(Columns)})
        if len(columns.values) == len(OLD_LAYERS):
            columns = replace(columns, values=as_now(columns.values.T, OLD_LAYERS).T)
        span = Span(SLOT_KEY, float(kept["bucket_s"]), len(columns.at))
        # Files of earlier versions do not tell when the slot began.
        begun = float(kept["begun"]) if "begun" in kept else float(columns.starts[0]) + MARGIN_S
        return SlotMemory(span, columns, begun)


def _file(folder: Path, slot_id: int) -> Path:
    return folder / f"slot-{slot_id:06d}.npz"
