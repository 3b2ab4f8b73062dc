"""Draws chosen frames of a talking presenter, and tells classes of frames apart by the nearest class mean.

Public names
    chosen_frames(animator, portrait, motion, numbers) -> uint8 (n, 3, 256, 256), those frames alone
    Classes(count, samples, labels): .nearest(samples) -> labels
    confusion(labels, found, count) -> counts (count, count), rows are what was shown
    mean_right(counts): of the classes' shares, so that a frequent class weighs no more
    table(names, counts) -> lines of Markdown, with each row's share right
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt
import torch

from tools.mini.animator.judged.pose_reader import Readings
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator, Portrait
from vortex_gui.models.live_portrait.motion import MotionTrack

Labels = npt.NDArray[np.int64]
RIDGE = 0.02
"""Share that is added to each spread: columns that say the same leave it without an inverse."""


def chosen_frames(
    animator: LivePortraitAnimator, portrait: Portrait, motion: MotionTrack, numbers: Sequence[int]
) -> torch.Tensor:
    """A frame depends on its own numbers alone, so the others need not be drawn."""
    kept = {field.name: getattr(motion, field.name)[list(numbers)] for field in fields(motion)}
    return torch.cat(list(animator.frames(portrait, MotionTrack(**kept), batch=8)))


class Classes:
    """Means of each class, and the spread within them; all classes are equally likely."""

    def __init__(self, count: int, samples: Readings, labels: Labels) -> None:
        self.means = np.stack([samples[labels == label].mean(axis=0) for label in range(count)])
        within = samples - self.means[labels]
        spread = within.T @ within / len(samples)
        spread += RIDGE * np.diag(np.diag(spread)) + 1e-9 * np.eye(len(spread))
        self._inverse = np.linalg.inv(spread)

    def nearest(self, samples: Readings) -> Labels:
        apart = samples[:, None] - self.means[None]
        far = np.einsum("nci,ij,ncj->nc", apart, self._inverse, apart)
        found: Labels = far.argmin(axis=1)
        return found


def confusion(labels: Labels, found: Labels, count: int) -> Labels:
    counts = np.zeros((count, count), np.int64)
    np.add.at(counts, (labels, found), 1)
    return counts


def shares_right(counts: Labels) -> Readings:
    shares: Readings = np.diag(counts) / np.maximum(counts.sum(axis=1), 1)
    return shares


def mean_right(counts: Labels) -> float:
    return float(shares_right(counts).mean())


def table(names: Sequence[str], counts: Labels) -> list[str]:
    head = f"| shown \\ read | {' | '.join(names)} | right |"
    rows = [
        f"| {name} | {' | '.join(str(n) for n in row)} | {100 * share:.0f} % |"
        for name, row, share in zip(names, counts, shares_right(counts), strict=True)
    ]
    return [head, "|---" * (len(names) + 2) + "|", *rows]
