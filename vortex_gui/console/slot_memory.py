"""What memory did during each slot, kept after the live samples have gone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from vortex_gui.console.max_buckets import Columns, MaxBuckets, Span
from vortex_gui.console.memory_layers import LAYERS, layer_values, stage_bits
from vortex_gui.protocol import MemorySample

KEPT = 150
"""Slots; with 300 buckets each some 30 KB a slot."""
BUCKETS = 300
MARGIN_S = 0.5
"""Shown before the slot's start and after its end."""
SLOT_KEY = "slot"


@dataclass(frozen=True)
class SlotMemory:
    """One slot's buckets and the span they cover."""

    span: Span
    columns: Columns


class SlotMemories:
    """The newest slots' memory by number."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, SlotMemory] = OrderedDict()

    def get(self, slot_id: int | None) -> SlotMemory | None:
        return self._kept.get(slot_id) if slot_id is not None else None

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
        self._kept.pop(slot_id, None)
        self._kept[slot_id] = SlotMemory(Span(SLOT_KEY, bucket_s, BUCKETS), ring.window(last, hold_s=1.0))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return True
