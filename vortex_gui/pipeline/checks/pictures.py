"""What the pictures show: black ones, some that stand still, and some without the actor's face."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vortex_gui.base.report.checks import Check, checked
from vortex_gui.models.live_portrait.shoulders import neck
from vortex_gui.pipeline.checks.clip import Clip, longest

DARK = 12.0
"""Mean level of 255 below which a picture is black; an actor as dark as twice that may be in the dark."""
STILL_S = 0.2
LIKENESS = 0.4
"""Of 32 good clips the least was 0.58, of as many without a head the most 0.22."""
LEAST_HEAD = 4
"""Pixels of the thinned picture: what moves in less is no head."""
MOVES = 6.0
"""Mean difference to the actor's picture from which a place belongs to the head that moves."""


def picture_checks(clip: Clip) -> Iterator[Check]:
    """Black frames, a picture that stands still, the face."""
    if not clip.count:
        return
    each_s = 1 / clip.fps
    black = _black(clip)
    yield checked("black", float(black.sum()), 0, at_s=list(clip.spans(black, each_s)))
    still = _still(clip)
    held = [(begin, end) for begin, end in clip.spans(still, each_s) if end - begin > STILL_S]
    yield checked("frozen", longest(still) * each_s, STILL_S, at_s=held)
    likeness = _likeness(clip)
    lost = [] if likeness is None else list(clip.spans(likeness < LIKENESS, each_s))
    yield checked("face", None if likeness is None else float(likeness.min()), LIKENESS, at_s=lost)


def _black(clip: Clip) -> NDArray[np.bool_]:
    if clip.small_actor.mean() < 2 * DARK:
        return np.zeros(clip.count, bool)
    dark: NDArray[np.bool_] = clip.small.mean(axis=(1, 2, 3)) < DARK
    return dark


def _still(clip: Clip) -> NDArray[np.bool_]:
    """Whether a frame is the one before it, pixel by pixel."""
    pairs = zip(clip.small[1:], clip.small, strict=False)
    return np.array([False, *(np.array_equal(frame, before) for frame, before in pairs)])


def _likeness(clip: Clip) -> NDArray[np.float64] | None:
    """How the outlines of each frame's head correlate with the actor's; `None` where nothing moves.

    Outlines, since a head's colours outlive it: a patch of their mean is as like the actor as a turned head.
    """
    frames, actor = clip.small[:, :, ::2, ::2], clip.small_actor[:, ::2, ::2].astype(np.float32)
    away = np.zeros(actor.shape[1:], np.float32)
    for frame in frames:
        away += np.abs(frame - actor).mean(axis=0)
    away[round(neck(clip.mouth) * len(away)) :] = 0  # shoulders breathe, and stay when the head is lost
    rows, columns = np.nonzero(away / clip.count > MOVES)
    if not rows.size or min(np.ptp(rows), np.ptp(columns)) < LEAST_HEAD:
        return None
    box = (slice(None), slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    wanted = _outlines(actor[box])
    return np.array([float(_outlines(frame[box].astype(np.float32)) @ wanted) for frame in frames])


def _outlines(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much each pixel (3,h,w) differs from its neighbours, softened, as a vector of length 1."""
    down, right = np.diff(picture, axis=1)[:, :, 1:], np.diff(picture, axis=2)[:, 1:]
    steps = np.sqrt((down**2 + right**2).sum(axis=0))
    soft = sliding_window_view(np.pad(steps, 1, mode="edge"), (3, 3)).mean(axis=(2, 3))
    levels = (soft - soft.mean()).ravel()
    unit: NDArray[np.float32] = levels / max(float(np.linalg.norm(levels)), 1e-6)
    return unit
