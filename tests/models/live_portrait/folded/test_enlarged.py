"""Convolving before enlarging against enlarging before convolving."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from vortex_gui.models.live_portrait.folded.enlarged import EnlargedConvolution


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_a_picture_enlarged_afterwards_is_the_same(factor: int) -> None:
    torch.manual_seed(7)
    x, weight, bias = torch.randn(2, 3, 5, 4), torch.randn(6, 3, 3, 3), torch.randn(6)
    large = functional.interpolate(x, scale_factor=float(factor))
    wanted = functional.conv2d(large, weight, bias, padding=1).relu()
    parts = [torch.empty(2, n, 5 * factor, 4 * factor) for n in (1, 3, 2)]
    with torch.inference_mode():
        EnlargedConvolution(weight, bias, factor)(x, parts)
    assert wanted.std() > 1
    assert torch.allclose(torch.cat(parts, dim=1), wanted, atol=1e-5)


def test_a_volume_is_enlarged_in_height_and_width_alone() -> None:
    torch.manual_seed(8)
    x, weight, bias = torch.randn(1, 3, 4, 5, 3), torch.randn(2, 3, 3, 3, 3), torch.randn(2)
    large = functional.interpolate(x, scale_factor=(1.0, 2.0, 2.0))
    wanted = functional.conv3d(large, weight, bias, padding=1).relu()
    found = torch.empty_like(wanted)
    with torch.inference_mode():
        EnlargedConvolution(weight, bias, 2)(x, [found])
    assert torch.allclose(found, wanted, atol=1e-5)


def test_a_picture_that_does_not_grow_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        EnlargedConvolution(torch.zeros(1, 1, 3, 3), torch.zeros(1), 1)
