"""The leak watch: the floor of memory after each slot, and how fast it rises; plain values."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from vortex_gui.base.words.translation import tr

LIMIT_BYTES = 100_000_000
"""Growth over `PER_SLOTS` slots that is worth a notice."""
PER_SLOTS = 100
WARM_SLOTS = 3
"""First slots of a worker, whose growth is its buffers and caches filling."""
ENOUGH_SLOTS = 20


class LeakWatch:
    """Watches one worker at a time; `begin_life` at each new one."""

    def __init__(self) -> None:
        self.begin_life()

    def begin_life(self) -> None:
        """A fresh worker starts with floors of its own."""
        self._floors: deque[int] = deque(maxlen=PER_SLOTS)
        self._ended = 0
        self._waits = False
        self._told = False

    def slot_ended(self) -> None:
        """The next quiet sample is this slot's floor."""
        self._waits = True

    def sample(self, used_bytes: int, stage: str) -> str | None:
        """Takes in a memory sample; returns a sentence, once a life, when the floor rises too fast."""
        if stage or not self._waits:
            return None
        self._waits = False
        self._ended += 1
        if self._ended > WARM_SLOTS:
            self._floors.append(used_bytes)
        slope = self.bytes_per_slot
        if self._told or slope is None or slope * PER_SLOTS <= LIMIT_BYTES:
            return None
        self._told = True
        return tr(
            "The worker's memory rises by {slope_mb:.1f} MB a slot ({rise_mb:.0f} MB in {slots} slots).",
            slope_mb=slope / 1e6,
            rise_mb=slope * PER_SLOTS / 1e6,
            slots=PER_SLOTS,
        )

    @property
    def bytes_per_slot(self) -> float | None:
        """Slope of the floors; `None` before there are enough."""
        return slope_of(self._floors) if len(self._floors) >= ENOUGH_SLOTS else None


def slope_of(values: Sequence[float] | deque[int]) -> float:
    """Rise per step by least squares; two values or more."""
    middle = (len(values) - 1) / 2
    above = sum((at - middle) * value for at, value in enumerate(values))
    return above / sum((at - middle) ** 2 for at in range(len(values)))
