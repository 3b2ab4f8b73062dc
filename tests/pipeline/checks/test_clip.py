"""Runs of marks, and a picture as small as the checks look at."""

from __future__ import annotations

import numpy as np
import pytest

from tests.pipeline.checks.talking import talking
from vortex_gui.pipeline.checks.clip import Clip, longest, runs


@pytest.mark.parametrize(
    ("marks", "found"),
    [("", []), ("..", []), ("##", [(0, 2)]), (".##.#", [(1, 3), (4, 5)])],
)
def test_runs_have_begin_and_end(marks: str, found: list[tuple[int, int]]) -> None:
    marked = np.array([mark == "#" for mark in marks], bool)
    assert runs(marked) == found
    assert longest(marked) == max((end - begin for begin, end in found), default=0)


def test_large_pictures_are_thinned_and_small_ones_are_not() -> None:
    clip = talking(2.0)
    assert clip.small.shape == clip.frames.shape
    large = Clip(np.zeros((3, 3, 512, 256), np.uint8), clip.actor, clip.sound, 24_000, 24, 1.0)
    assert large.small.shape == (3, 3, 128, 64)
    assert list(large.spans(np.array([False, True, True]), 0.5)) == [(0.5, 1.5)]
