"""The doubling begins as a bilinear enlargement, and learns what that lacks."""

from __future__ import annotations

import torch
from torch.nn import functional

from vortex_gui.models.doubling import Doubling


def test_it_begins_as_a_bilinear_enlargement_of_any_number_of_channels() -> None:
    for channels in (3, 5):
        torch.manual_seed(channels)
        doubling = Doubling(7, (8, 4), blocks=1, channels=channels)
        picture = torch.rand(2, channels, 12, 20)
        with torch.no_grad():
            found = doubling(torch.randn(2, 7, 6, 10), picture)
        wanted = functional.interpolate(picture, size=(24, 40), mode="bilinear")
        torch.testing.assert_close(found, wanted)


def test_it_learns_an_edge_that_the_small_picture_blurs() -> None:
    torch.manual_seed(1)
    large = torch.zeros(1, 3, 16, 16)
    large[..., 7:] = 1.0  # in the middle of a pixel of the small picture
    small, features = functional.avg_pool2d(large, 2), torch.zeros(1, 2, 4, 4)
    doubling = Doubling(2, (8, 8), blocks=1)
    optimiser = torch.optim.Adam(doubling.parameters(), lr=1e-2)
    losses = []
    for _ in range(60):
        optimiser.zero_grad()
        loss = (doubling(features, small) - large).abs().mean()
        torch.autograd.backward(loss)
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.3 * losses[0]
