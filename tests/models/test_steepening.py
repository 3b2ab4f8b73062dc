"""Edges become steeper within the range of their neighbours; what is flat stays flat."""

from __future__ import annotations

import torch

from vortex_gui.models.steepening import steepened


def ramp() -> torch.Tensor:
    """(1, 1, 4, 8): from 0 to 1 over three columns in the middle."""
    return torch.tensor([0.0, 0.0, 0.0, 0.25, 0.75, 1.0, 1.0, 1.0]).expand(1, 1, 4, 8)


def test_an_edge_becomes_steeper_without_a_rim() -> None:
    steep = steepened(ramp(), 1.0)[0, 0, 0]
    assert steep.diff().square().sum() > 1.2 * ramp()[0, 0, 0].diff().square().sum()
    assert torch.equal(steep[:3], torch.zeros(3))
    assert torch.equal(steep[5:], torch.ones(3))
    assert (steep.diff() >= 0).all()


def test_flat_colours_and_no_strength_leave_the_picture_as_it_is() -> None:
    flat = torch.full((2, 3, 5, 7), 0.3)
    torch.testing.assert_close(steepened(flat, 2.0), flat)
    assert torch.equal(steepened(ramp(), 0.0), ramp())
