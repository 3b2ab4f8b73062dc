"""Shoulders that breathe: rows below the head rise and sink, each picture by its own breath."""

from __future__ import annotations

import torch

from vortex_gui.models.contracts import Region
from vortex_gui.models.live_portrait.shoulders import RISE, Shoulders

MOUTH = Region(left=0.4, top=0.45, right=0.6, bottom=0.65)


def picture() -> torch.Tensor:
    """uint8 (1, 3, 200, 50): brighter from row to row."""
    return torch.arange(200, dtype=torch.uint8)[None, None, :, None].expand(1, 3, -1, 50).contiguous()


def test_shoulders_rise_when_breathed_in_and_the_head_stays() -> None:
    shoulders = Shoulders(MOUTH, 200, torch.device("cpu"))
    first, whole = 140, 154  # a quarter, and six tenths, of the mouth's height below it
    for breath in (1.0, -1.0):
        rows = shoulders.breathe(picture(), torch.tensor([breath]))[0, 0, :, 0].int()
        assert torch.equal(rows[: first + 1], torch.arange(first + 1, dtype=torch.int32))
        assert rows[whole:-2].tolist() == [row + breath * RISE * 200 for row in range(whole, 198)]


def test_each_picture_breathes_by_itself_and_rest_changes_nothing() -> None:
    shoulders = Shoulders(MOUTH, 200, torch.device("cpu"))
    both = shoulders.breathe(picture().repeat(2, 1, 1, 1), torch.tensor([0.0, 1.0]))
    assert torch.equal(both[:1], picture())
    assert not torch.equal(both[1:], picture())


def test_half_a_pixel_is_half_of_both_rows() -> None:
    shoulders = Shoulders(MOUTH, 200, torch.device("cpu"))
    stripes = (picture() % 2) * 200
    rows = shoulders.breathe(stripes, torch.tensor([0.5]))[0, 0, :, 0]
    assert rows[160:190].tolist() == [100] * 30


def test_without_a_known_mouth_the_picture_s_lower_quarter_breathes() -> None:
    rows = Shoulders(None, 200, torch.device("cpu")).breathe(picture(), torch.tensor([1.0]))[0, 0, :, 0]
    moved = rows.int() != torch.arange(200)
    assert 152 < int(moved.nonzero()[0]) < 170


def test_a_mouth_at_the_lower_edge_leaves_nothing_to_breathe() -> None:
    low = Region(left=0.4, top=0.8, right=0.6, bottom=1.0)
    assert torch.equal(Shoulders(low, 200, torch.device("cpu")).breathe(picture(), torch.ones(1)), picture())


def test_a_mouth_above_the_picture_leaves_shoulders_that_breathe() -> None:
    gone = Region(left=0.4, top=0.0, right=0.6, bottom=0.0)
    breathed = Shoulders(gone, 200, torch.device("cpu")).breathe(picture(), torch.ones(1))
    assert not torch.equal(breathed, picture())
