"""F, the appearance feature extractor: a portrait becomes a 3D feature volume."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.networks.config import NetworkSizes


class SameBlock2d(nn.Module):
    """3x3 convolution, batch norm, activation: (B, a, H, W) to (B, b, H, W)."""

    def __init__(self, width_in: int, width_out: int, *, slope: float = 0.0) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width_in, width_out, 3, padding=1)
        self.norm: nn.Module = nn.BatchNorm2d(width_out)
        self.slope = slope  # 0 is ReLU

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.leaky_relu(self.norm(self.conv(x)), self.slope)


class DownBlock2d(SameBlock2d):
    """The same, then the mean over 2x2: (B, a, H, W) to (B, b, H/2, W/2)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.avg_pool2d(super().forward(x), 2)


class ResBlock3d(nn.Module):
    """Pre-activated residual block on (B, C, D, H, W); nothing follows the sum."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv3d(width, width, 3, padding=1)
        self.conv2 = nn.Conv3d(width, width, 3, padding=1)
        self.norm1: nn.Module = nn.BatchNorm3d(width)
        self.norm2: nn.Module = nn.BatchNorm3d(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(functional.relu(self.norm1(x)))
        y = self.conv2(functional.relu(self.norm2(y)))
        result: torch.Tensor = x + y
        return result


class AppearanceFeatureExtractor(nn.Module):
    """Portrait (B, 3, S, S), RGB in [0, 1], to volume (B, C, D, S/4, S/4)."""

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        widths = [
            min(sizes.feature_ceiling, sizes.feature_base * 2**i)
            for i in range(sizes.feature_down_blocks + 1)
        ]
        self.channels, self.depth = sizes.volume_channels, sizes.volume_depth
        self.first = SameBlock2d(3, sizes.feature_base)
        self.down_blocks = nn.ModuleList(DownBlock2d(a, b) for a, b in pairwise(widths))
        self.second = nn.Conv2d(widths[-1], self.channels * self.depth, 1)
        self.resblocks_3d = nn.Sequential()
        for i in range(sizes.volume_blocks):
            self.resblocks_3d.add_module(f"3dr{i}", ResBlock3d(self.channels))

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x = self.first(image)
        for block in self.down_blocks:
            x = block(x)
        x = self.second(x)
        batch, _, height, width = x.shape
        volume = x.view(batch, self.channels, self.depth, height, width)  # flat channel = c * D + d
        features: torch.Tensor = self.resblocks_3d(volume)
        return features
