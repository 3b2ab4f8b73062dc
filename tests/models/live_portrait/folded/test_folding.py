"""Folding a batch norm: the same results, also with statistics that a half cannot hold."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.folded.folding import (
    ChannelAffine,
    Convolved,
    Normed,
    fold_appearance,
    folded,
)
from vortex_gui.models.live_portrait.networks.appearance import AppearanceFeatureExtractor
from vortex_gui.models.live_portrait.networks.config import NARROW

USUAL, TINY, HUGE = 1.3, 1e-9, 4e6
"""Running variances; a half ends at 65,504."""


def normed_pair(variance: float, dimensions: int = 2) -> tuple[Convolved, Normed]:
    torch.manual_seed(3)
    conv: Convolved = nn.Conv2d(4, 6, 3, padding=1) if dimensions == 2 else nn.Conv3d(4, 6, 3, padding=1)
    norm: Normed = nn.BatchNorm2d(6).eval() if dimensions == 2 else nn.BatchNorm3d(6).eval()
    mean, square = statistics(norm)
    with torch.no_grad():
        conv.weight.mul_(variance**0.5)  # what gives such a variance
        norm.weight.uniform_(0.5, 2)
        norm.bias.normal_()
        mean.normal_().mul_(variance**0.5)
        square.uniform_(0.5 * variance, 2 * variance)
    return conv, norm


def statistics(norm: Normed) -> tuple[torch.Tensor, torch.Tensor]:
    assert norm.running_mean is not None
    assert norm.running_var is not None
    return norm.running_mean, norm.running_var


@pytest.mark.parametrize("variance", [USUAL, TINY, HUGE])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_folded_convolution_is_convolution_and_norm(variance: float, dimensions: int) -> None:
    conv, norm = normed_pair(variance, dimensions)
    x = torch.randn(2, 4, *(6,) * dimensions, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        weight, bias = folded(conv, norm)
        convolve = functional.conv2d if dimensions == 2 else functional.conv3d
        found, wanted = convolve(x, weight, bias, padding=1), norm(conv(x))
    assert wanted.std() > 0.1
    assert (found - wanted).abs().max() < 2e-6 * max(1.0, float(wanted.abs().max()))


def test_a_variance_beyond_halves_keeps_its_channel() -> None:
    """Cast as they are, the statistics become infinite and the channel constant."""
    conv, norm = normed_pair(HUGE)
    x = torch.randn(2, 4, 6, 6, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        wanted = norm(conv(x))
        weight, bias = folded(conv, norm)
        found = functional.conv2d(x.half(), weight.half(), bias.half(), padding=1).float()
        cast = copy.deepcopy(norm).half()
        assert torch.isinf(statistics(cast)[1]).all()
    assert (found - wanted).abs().max() < 0.02 * wanted.std()


def test_a_norm_without_a_convolution_keeps_its_channel_in_halves_too() -> None:
    _, norm = normed_pair(HUGE)
    x = 2000 * torch.randn(1, 6, 2, 3, 3, generator=torch.Generator().manual_seed(1))
    shape = (1, -1, 1, 1, 1)
    mean, square = statistics(norm)
    wanted = (x - mean.view(shape)) / square.view(shape).sqrt()
    wanted = wanted * norm.weight.view(shape) + norm.bias.view(shape)
    with torch.inference_mode():
        affine = ChannelAffine(norm)
        assert torch.allclose(affine(x), wanted, atol=1e-5)
        assert (affine.half()(x.half()).float() - wanted).abs().max() < 0.02 * wanted.std()


@pytest.mark.parametrize("variance", [USUAL, TINY, HUGE])
def test_folded_appearance_gives_the_same_volume_and_holds_no_norm(variance: float) -> None:
    torch.manual_seed(4)
    plain = AppearanceFeatureExtractor(NARROW).eval().requires_grad_(False)
    for module in plain.modules():
        if isinstance(module, nn.BatchNorm2d | nn.BatchNorm3d):
            mean, square = statistics(module)
            square.uniform_(0.5 * variance, 2 * variance)
            mean.normal_().mul_(variance**0.5)
            module.weight.uniform_(0.5, 1.5).mul_(variance**0.5)
    image = torch.rand(2, 3, 64, 64)
    with torch.inference_mode():
        wanted = plain(image)
        found = fold_appearance(copy.deepcopy(plain))
        assert not any(isinstance(m, nn.BatchNorm2d | nn.BatchNorm3d) for m in found.modules())
        assert (found(image) - wanted).abs().max() < 2e-5 * wanted.std()
