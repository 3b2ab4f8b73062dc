"""Whether the mouth follows the sound over the whole clip: how well, and by how many frames it is late.

What the mouth does is read from its pixels: the ways in which they change most are put together as they
follow the loudness best, and that one curve is held against the sound at each offset.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.report.checks import Check, checked
from vortex_gui.models.live_portrait.motion import speech_loudness
from vortex_gui.pipeline.checks.clip import Clip

MATCH, CLEAR = 0.6, 0.75
"""Sound of another clip reaches 0.66 by chance in three seconds; lips in step lie above 0.7."""
OFFSET = 2.0
REACH = 12
"""Frames before and after at which the sound is looked for: half a second."""
LEAST_S, LEAST_SPOKEN_S, SPOKEN = 2.0, 1.0, 0.1
"""Of a shorter clip, or with less sound over a tenth of the loud passages, no correlation says anything."""
SLOW_S = 0.5
"""Slower changes are the head's, and the sentence's."""
WAYS = 6
"""In which a mouth's pixels change together: it opens, rounds and stretches, and moves with the head."""
CELLS = 12
"""On a side: the mouth is looked at in so many cells."""
BLOCK_S, RESAMPLES = 1.0, 200
_Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sync:
    """The best correlation, the frames by which the lips are late there, and its standard deviation."""

    match: float
    offset: float
    uncertainty: float


def lip_checks(clip: Clip) -> Iterator[Check]:
    """How well the lips match the sound and how late they are; of lips that do not match, nobody can say."""
    found = measured_sync(clip)
    where = [(0.0, clip.count / clip.fps)]
    yield checked("lips_match", None if found is None else _trusted(found), MATCH, at_s=where)
    if found is None or _trusted(found) < MATCH:
        yield checked("lips_offset", None, OFFSET)
    else:
        yield checked("lips_offset", found.offset, OFFSET, uncertainty=found.uncertainty, at_s=where)


def _trusted(sync: Sync) -> float:
    """A correlation at an offset that other parts of the clip do not share is chance, unless it is clear.

    Three seconds have too few parts to tell: one part alone, drawn again and again, may say anything.
    """
    return sync.match if sync.uncertainty <= OFFSET or sync.match >= CLEAR else 0.0


def measured_sync(clip: Clip) -> Sync | None:
    """`None` of a clip that is too short or says nothing, and where nobody knows the place of the mouth."""
    if clip.mouth is None or clip.count < max(LEAST_S * clip.fps, 4 * REACH):
        return None
    times = (np.arange(clip.count) + 0.5) / clip.fps
    heard = speech_loudness(clip.sound, clip.sample_rate, times, clip.fps)
    ways = _ways(_mouth(clip), clip.fps)
    if (heard > SPOKEN).sum() < LEAST_SPOKEN_S * clip.fps or ways is None:
        return None
    loud = _quick(heard[:, None], clip.fps)[:, 0]
    opening = _opening(ways, loud)
    sums = _block_sums(opening, loud, max(1, round(BLOCK_S * clip.fps)))
    curve = _correlations(sums.sum(axis=0))
    chance = np.random.default_rng(0)
    counts = chance.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    offsets = [_peak(_correlations(np.tensordot(count, sums, axes=1))) for count in counts]
    return Sync(float(curve.max()), _peak(curve), float(np.std(offsets)))


def _mouth(clip: Clip) -> _Curve:
    """The mouth's cells over time, (T, cells·3)."""
    assert clip.mouth is not None
    height, width = clip.frames.shape[2:]
    rows = np.linspace(clip.mouth.top * height, clip.mouth.bottom * height - 1, CELLS * 2)
    columns = np.linspace(clip.mouth.left * width, clip.mouth.right * width - 1, CELLS * 2)
    at_rows = np.clip(np.rint(rows), 0, height - 1).astype(int)
    at_columns = np.clip(np.rint(columns), 0, width - 1).astype(int)
    seen = clip.frames[:, :, at_rows[:, None], at_columns]  # never whole rows: their length is the picture's
    cells: _Curve = seen.reshape(clip.count, 3, CELLS, 2, CELLS, 2).mean(axis=(3, 5))
    return cells.reshape(clip.count, -1)


def _ways(cells: _Curve, fps: int) -> _Curve | None:
    """The strongest ways in which the cells change, (T, ways); `None` where nothing does."""
    quick = _quick(cells, fps)
    if quick.std() < 1e-3:
        return None
    frames, count = quick.shape
    if frames < count:  # the same ways from the smaller table: the other took two thirds of the check
        ways = np.linalg.eigh(quick @ quick.T)[1][:, -WAYS:]
    else:
        ways = quick @ np.linalg.eigh(quick.T @ quick)[1][:, -WAYS:]
    even: _Curve = ways / np.maximum(ways.std(axis=0), 1e-9)
    return even


def _opening(ways: _Curve, loud: _Curve) -> _Curve:
    """The ways put together as they follow the sound at the offset where they do so best."""
    heard = loud[REACH:-REACH] - loud[REACH:-REACH].mean()
    best = (-1.0, np.zeros(ways.shape[1]))
    for lag in range(-REACH, REACH + 1):
        seen = ways[REACH + lag : len(ways) - REACH + lag]
        seen = seen - seen.mean(axis=0)
        weights = np.linalg.lstsq(seen, heard, rcond=None)[0]
        gone = float(((seen @ weights - heard) ** 2).sum())
        explained = 1 - gone / max(float((heard**2).sum()), 1e-12)
        best = max(best, (explained, weights), key=lambda found: found[0])
    opening: _Curve = ways @ best[1]
    return opening


def _block_sums(opening: _Curve, loud: _Curve, block: int) -> NDArray[np.float64]:
    """Count, sums, squares and products of each block at each offset, (blocks, offsets, 6)."""
    inner = np.arange(REACH, len(loud) - REACH)
    heard = loud[inner]
    moments = np.stack(
        [
            np.stack((np.ones_like(heard), seen, heard, seen**2, heard**2, seen * heard), axis=-1)
            for lag in range(-REACH, REACH + 1)
            for seen in (opening[inner + lag],)
        ],
        axis=1,
    )
    return np.add.reduceat(moments, np.arange(0, len(inner), block), axis=0)


def _correlations(sums: NDArray[np.float64]) -> _Curve:
    count, seen, heard, seen2, heard2, both = sums.T
    spread = np.sqrt(np.maximum(seen2 - seen**2 / count, 0) * np.maximum(heard2 - heard**2 / count, 0))
    curve: _Curve = (both - seen * heard / count) / np.maximum(spread, 1e-9)
    return curve


def _peak(curve: _Curve) -> float:
    """The offset in frames of the highest correlation, between frames by the parabola through three."""
    at = int(curve.argmax())
    if not 0 < at < len(curve) - 1:
        return float(at - REACH)
    before, top, after = curve[at - 1 : at + 2]
    bend = before - 2 * top + after
    return float(at - REACH + (0.5 * (before - after) / bend if bend < 0 else 0.0))


def _quick(signals: _Curve, fps: int) -> _Curve:
    """Signals (T, n) without what changes slowly."""
    reach = max(1, round(SLOW_S * fps / 2))
    padded = np.pad(signals, ((reach + 1, reach), (0, 0)), mode="edge").cumsum(axis=0)
    width = 2 * reach + 1
    quick: _Curve = signals - (padded[width:] - padded[:-width]) / width
    return quick
