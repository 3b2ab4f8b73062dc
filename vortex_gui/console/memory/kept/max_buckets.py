"""Rings of time buckets that each keep the moment which stood highest; pure arithmetic over numpy.

A sample costs the same whatever the history: it is compared with what its own bucket holds. A bucket keeps a
whole sample and not each layer's own maximum, so that the layers of a column were true at one moment and
their sum is never more than was really used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NONE = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time and the buckets it is cut into; seconds."""

    key: str
    bucket_s: float
    columns: int

    @property
    def seconds(self) -> float:
        return self.bucket_s * self.columns


SPANS = (
    Span("1 min", 0.2, 300),
    Span("5 min", 0.3, 1000),
    Span("1 h", 3.6, 1000),
    Span("24 h", 86.4, 1000),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Consecutive buckets, oldest first; the last is the open one.

    `starts` float64 (n,) epoch seconds; `at` float64 (n,) the moment each bucket shows; `values` float64
    (layers, n), NaN is not measurable; `bits` uint8 (n,), all flags seen in the bucket; `present` bool (n,).
    """

    starts: Floats
    at: Floats
    values: Floats
    bits: NDArray[np.uint8]
    present: NDArray[np.bool_]


class MaxBuckets:
    """`columns` closed buckets of `bucket_s` seconds and the open one, of samples with `layers` values."""

    def __init__(self, layers: int, columns: int, bucket_s: float) -> None:
        self.bucket_s = bucket_s
        self.columns = columns
        self._size = columns + 1
        self._newest: int | None = None
        self._numbers = np.full(self._size, _NONE, np.int64)
        self._heights = np.full(self._size, -np.inf)
        self._moments = np.full(self._size, np.nan)
        self._values = np.full((self._size, layers), np.nan)
        self._bits = np.zeros(self._size, np.uint8)

    @property
    def nbytes(self) -> int:
        """Memory of the ring in bytes."""
        arrays = (self._numbers, self._heights, self._moments, self._values, self._bits)
        return sum(array.nbytes for array in arrays)

    def add(self, at: float, values: Sequence[float] | Floats, height: float, bits: int = 0) -> None:
        """Takes in one sample at epoch second `at`; a bucket keeps the first of its greatest `height`.

        A sample that is older than the whole ring means that the clock was set back: the ring starts over.
        """
        number = self._admit(at)
        place = number % self._size
        if self._numbers[place] != number:
            self._numbers[place] = number
            self._bits[place] = bits
        else:
            self._bits[place] |= bits
            if height <= self._heights[place]:
                return
        self._heights[place] = height
        self._moments[place] = at
        self._values[place] = values

    def extend(self, at: Floats, values: Floats, heights: Floats, bits: NDArray[np.uint8]) -> None:
        """Takes in many samples, as `add` would one by one; `values` is (samples, layers)."""
        numbers = np.floor(at / self.bucket_s).astype(np.int64)
        recent = np.flatnonzero(numbers > numbers.max(initial=0) - self._size)
        flags = np.zeros(self._size, np.uint8)
        np.bitwise_or.at(flags, numbers[recent] % self._size, bits[recent])
        for index in _winners(numbers, heights, recent):
            place = numbers[index] % self._size
            self.add(float(at[index]), values[index], float(heights[index]), int(flags[place]))

    def filled(self) -> tuple[Floats, Floats, Floats, NDArray[np.uint8]]:
        """All buckets with a sample as `extend` takes them, oldest first; copies of their own."""
        places = np.flatnonzero(self._numbers != _NONE)
        places = places[np.argsort(self._numbers[places])]
        return self._moments[places], self._values[places], self._heights[places], self._bits[places]

    def window(self, until: float, hold_s: float = 0.0) -> Columns:
        """The buckets up to the one that holds epoch second `until`, as arrays of their own.

        A bucket without a sample shows the one before it if that is at most `hold_s` seconds older, so that a
        sampler slower than the buckets draws no comb; else it is empty.
        """
        last = int(np.floor(until / self.bucket_s))
        numbers = np.arange(last - self.columns + 1, last + 1)
        places = numbers % self._size
        filled = self._numbers[places] == numbers
        source = np.maximum.accumulate(np.where(filled, np.arange(self.columns), -1))
        held = np.arange(self.columns) - source <= max(0, round(hold_s / self.bucket_s))
        present = (source >= 0) & held
        places = places[np.maximum(source, 0)]
        empty = ~present
        values = self._values[places].T.copy()
        values[:, empty] = np.nan
        return Columns(
            starts=numbers.astype(np.float64) * self.bucket_s,
            at=np.where(present, self._moments[places], np.nan),
            values=values,
            bits=np.where(present, self._bits[places], 0).astype(np.uint8),
            present=present,
        )

    def _admit(self, at: float) -> int:
        number = int(np.floor(at / self.bucket_s))
        if self._newest is not None and number <= self._newest - self._size:
            self._numbers[:] = _NONE
            self._newest = None
        self._newest = number if self._newest is None else max(self._newest, number)
        return number


def _winners(numbers: NDArray[np.int64], heights: Floats, among: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of each bucket the index of its first highest sample, in the order of the buckets."""
    order = among[np.lexsort((-among, heights[among], numbers[among]))]
    is_last = np.append(numbers[order][1:] != numbers[order][:-1], True) if len(order) else np.empty(0, bool)
    winners: NDArray[np.intp] = order[is_last]
    return winners
