"""Scores as text and as a picture: all of them are in it, and the threshold is marked."""

from __future__ import annotations

import numpy as np
import pytest

from vortex_gui.pipeline.calibration.drawing import BINS, HEIGHT, WIDTH, picture, text_histogram

RIGHT = np.array([0.8, 0.85, 0.9, 0.9], np.float32)
WRONG = np.array([0.0, 0.05, 0.1, 0.7], np.float32)


def test_each_step_is_a_line_and_the_thresholds_own_is_marked() -> None:
    head, *lines = text_histogram("CLIP B", RIGHT, WRONG, 0.75)
    assert head.split() == ["CLIP", "B", "right", "pairs", "wrong", "pairs"]
    assert len(lines) == BINS
    (marked,) = [line for line in lines if "<" in line]
    low, high = (float(part) for part in marked.split()[0].split("–"))
    assert low <= 0.75 <= high
    assert "50 %" in lines[-1]
    assert "25 %" in lines[0]


def test_equal_scores_are_drawn_too() -> None:
    same = np.full(3, 0.5, np.float32)
    assert any("100 %" in line for line in text_histogram("CLIP B", same, same, 0.5))


@pytest.mark.parametrize("panels", [1, 2])
def test_the_picture_has_a_panel_for_each_judge_in_both_colours(panels: int) -> None:
    drawn = picture([("CLIP B", RIGHT, WRONG, 0.75)] * panels)
    assert drawn.size == (WIDTH, HEIGHT * panels)
    colours = {colour for _, colour in drawn.getcolors(1 << 16) or []}
    assert {(0x2A, 0x9D, 0x8F), (0xE7, 0x6F, 0x51), (0x44, 0x44, 0x44)} <= colours
