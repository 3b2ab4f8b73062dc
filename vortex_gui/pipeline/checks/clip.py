"""A clip as the checks see it: pictures and sound as they go to the encoder, and what they should be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vortex_gui.models.contracts import Region, WordSpan

SIDE = 128
"""Pixels of a picture's longer side that most checks look at, at least."""


@dataclass(frozen=True, eq=False)
class Clip:
    """`frames` uint8 (T,3,H,W), `actor` uint8 (3,H,W), `sound` float32 mono as long as they should be."""

    frames: NDArray[np.uint8]
    actor: NDArray[np.uint8]
    sound: NDArray[np.float32]
    sample_rate: int
    fps: int
    wished_s: float
    said_s: float = math.inf
    """Where the speech or the recording ends; what the clip has behind it is silence by intent."""
    words: Sequence[WordSpan] = ()
    """When something should be heard; none where nobody knows."""
    mouth: Region | None = None
    target_lufs: float | None = None
    _small: list[NDArray[np.uint8]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return int(self.frames.shape[0])

    @property
    def small(self) -> NDArray[np.uint8]:
        """Every n-th pixel of each frame, (T,3,h,w); made once."""
        if not self._small:
            self._small.append(_thinned(self.frames))
        return self._small[0]

    @property
    def small_actor(self) -> NDArray[np.uint8]:
        thinned: NDArray[np.uint8] = _thinned(self.actor[None])[0]
        return thinned

    def spans(self, marked: NDArray[np.bool_], each_s: float) -> Iterator[tuple[float, float]]:
        """Begins and ends in seconds of the runs of marks, each of which lasts `each_s`."""
        return ((begin * each_s, end * each_s) for begin, end in runs(marked))


def runs(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Begin and end of each run of marks."""
    edges = np.diff(np.concatenate(([False], marked, [False])).astype(np.int8))
    begins, ends = np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist()
    return list(zip(begins, ends, strict=True))


def longest(marked: NDArray[np.bool_]) -> int:
    """How long the longest run of marks is."""
    return max((end - begin for begin, end in runs(marked)), default=0)


def _thinned(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    step = max(1, max(frames.shape[2:]) // SIDE)
    return np.ascontiguousarray(frames[:, :, ::step, ::step])
