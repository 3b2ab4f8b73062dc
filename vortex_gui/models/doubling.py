"""The learned doubling: from a picture and features of half its size to a crisp picture of twice its size."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.residual_block import ResidualBlock


class Doubling(nn.Module):
    """What a bilinear enlargement of the picture lacks; begins as nothing, so as that enlargement.

    Most of its work is done at half the picture's size; the last two steps up only rearrange channels.
    """

    def __init__(self, features: int, widths: tuple[int, int], blocks: int, channels: int = 3) -> None:
        """`widths` at half and at the whole of the picture's size; `channels` of the picture."""
        super().__init__()
        half, whole = widths
        self.enter = nn.Conv2d(features + 4 * channels, half, 3, padding=1)
        self.at_half = nn.Sequential(*(ResidualBlock(half) for _ in range(blocks)))
        self.rise = nn.Conv2d(half, 4 * whole, 1)
        self.see = nn.Conv2d(channels, whole, 3, padding=1)
        self.at_whole = ResidualBlock(whole)
        self.leave = nn.Conv2d(whole, 4 * channels, 3, padding=1)
        for parameter in self.leave.parameters():
            nn.init.zeros_(parameter)

    def forward(self, features: torch.Tensor, picture: torch.Tensor) -> torch.Tensor:
        """(N, C, H/2, W/2) features and the (N, channels, H, W) picture to one of (N, channels, 2H, 2W)."""
        x = torch.cat((features, functional.pixel_unshuffle(picture, 2)), dim=1)
        x = functional.pixel_shuffle(self.rise(self.at_half(self.enter(x))), 2)
        x = self.at_whole(x + self.see(picture))
        lacking = functional.pixel_shuffle(self.leave(functional.silu(x)), 2)
        return functional.interpolate(picture, scale_factor=2.0, mode="bilinear") + lacking
