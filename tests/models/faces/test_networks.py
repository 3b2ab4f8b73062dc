"""Each network tells of every window how sure it is and where the face's edges are."""

from __future__ import annotations

import pytest
import torch

from vortex_gui.models.faces.networks import Deciding, Proposing, Refining


@pytest.mark.parametrize("network", [Refining(), Deciding()])
def test_windows_are_judged_one_by_one(network: Refining | Deciding) -> None:
    windows = torch.rand(5, 3, network.SIDE, network.SIDE, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        sure, edges = network(windows)
        alone, _ = network(windows[2:3])
    assert sure.shape == (5,)
    assert edges.shape == (5, 4)
    assert ((sure > 0) & (sure < 1)).all()
    assert alone[0] == pytest.approx(float(sure[2]), abs=1e-5)


def test_a_picture_is_seen_in_windows_two_pixels_apart() -> None:
    with torch.inference_mode():
        sure, edges = Proposing()(torch.zeros(1, 3, 12, 32))
    assert sure.shape == (1, 1, 11)
    assert edges.shape == (1, 4, 1, 11)
