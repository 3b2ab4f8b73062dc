"""Convolutions with constant weights, and batch norms folded into them in float32.

A half cannot hold a running variance above 65,504: cast as it is, the norm would silence its channel. The
folded weights are of usual size.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.networks.appearance import (
    AppearanceFeatureExtractor,
    ResBlock3d,
    SameBlock2d,
)

Convolved = nn.Conv2d | nn.Conv3d
Normed = nn.BatchNorm2d | nn.BatchNorm3d


class Convolution(nn.Module):
    """A convolution in two or three dimensions, with an odd kernel, that keeps every side."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = None if bias is None else nn.Parameter(bias, requires_grad=False)
        self.padding = tuple(side // 2 for side in weight.shape[2:])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        convolve = functional.conv3d if self.weight.ndim == 5 else functional.conv2d
        return convolve(x, self.weight, self.bias, padding=self.padding)


def gain_and_shift(norm: Normed) -> tuple[torch.Tensor, torch.Tensor]:
    """What the norm does to each channel in eval mode: x * gain + shift, in float32."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    gain = norm.weight.float() * torch.rsqrt(norm.running_var.float() + norm.eps)
    return gain, norm.bias.float() - norm.running_mean.float() * gain


def folded(conv: Convolved, norm: Normed) -> tuple[torch.Tensor, torch.Tensor]:
    """Weight and bias of one convolution that does both, in float32."""
    assert conv.bias is not None
    gain, shift = gain_and_shift(norm)
    weight = conv.weight.float() * gain.view(-1, *(1,) * (conv.weight.ndim - 1))
    return weight, conv.bias.float() * gain + shift


class ChannelAffine(nn.Module):
    """A batch norm that no convolution precedes: x * gain + shift on (B, C, D, H, W)."""

    gain: torch.Tensor
    shift: torch.Tensor

    def __init__(self, norm: Normed) -> None:
        super().__init__()
        gain, shift = gain_and_shift(norm)
        self.register_buffer("gain", gain.view(-1, 1, 1, 1))
        self.register_buffer("shift", shift.view(-1, 1, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.addcmul(self.shift, x, self.gain)


def fold_appearance(network: AppearanceFeatureExtractor) -> AppearanceFeatureExtractor:
    """Folds the norms of F in place and returns it; its state dict is no longer the published one."""
    with torch.no_grad():
        for module in list(network.modules()):
            if isinstance(module, SameBlock2d) and isinstance(module.norm, nn.BatchNorm2d):
                _fold_in_place(module.conv, module.norm)
                module.norm = nn.Identity()
            elif isinstance(module, ResBlock3d) and isinstance(module.norm2, nn.BatchNorm3d):
                _fold_in_place(module.conv1, module.norm2)
                module.norm2 = nn.Identity()
                assert isinstance(module.norm1, nn.BatchNorm3d)
                module.norm1 = ChannelAffine(module.norm1)
    return network


def _fold_in_place(conv: Convolved, norm: Normed) -> None:
    weight, bias = folded(conv, norm)
    conv.weight = nn.Parameter(weight, requires_grad=False)
    conv.bias = nn.Parameter(bias, requires_grad=False)
