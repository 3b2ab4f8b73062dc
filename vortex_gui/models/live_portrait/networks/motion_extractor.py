"""M, the motion extractor: ConvNeXt V2 with linear heads for keypoints, pose, translation and expression."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.networks.config import NetworkSizes

EPSILON = 1e-6  # of every norm in this network


@dataclass(frozen=True, slots=True)
class MotionHeads:
    """The raw heads: pitch, yaw, roll (B, 66) logits; t (B, 3); exp (B, 63); scale (B, 1); kp (B, 63)."""

    pitch: torch.Tensor
    yaw: torch.Tensor
    roll: torch.Tensor
    t: torch.Tensor
    exp: torch.Tensor
    scale: torch.Tensor
    kp: torch.Tensor


class ChannelNorm(nn.Module):
    """Layer norm of each pixel over its channels: (B, C, H, W) in and out."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.permute(0, 2, 3, 1)
        x = functional.layer_norm(x, (x.shape[-1],), self.weight, self.bias, EPSILON)
        return x.permute(0, 3, 1, 2)


class GlobalResponseNorm(nn.Module):
    """Each channel against the mean channel's response: (B, H, W, c) in and out."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1, 1, 1, width))
        self.beta = nn.Parameter(torch.zeros(1, 1, 1, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # No epsilon inside the root; vector_norm also has a zero gradient where a channel is all zero.
        response = torch.linalg.vector_norm(x.float(), dim=(1, 2), keepdim=True)  # (B, 1, 1, c)
        relative = (response / (response.mean(dim=-1, keepdim=True) + EPSILON)).to(x.dtype)
        result: torch.Tensor = self.gamma * (x * relative) + self.beta + x
        return result


class ConvNextBlock(nn.Module):
    """Depthwise 7x7, norm, 4n, exact GELU, response norm, n, residual: (B, n, H, W) in and out."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dwconv = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.pwconv1 = nn.Linear(width, 4 * width)
        self.grn = GlobalResponseNorm(4 * width)
        self.pwconv2 = nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.dwconv(x).permute(0, 2, 3, 1)  # (B, H, W, n)
        y = functional.gelu(self.pwconv1(self.norm(y)))
        y = self.pwconv2(self.grn(y))
        result: torch.Tensor = x + y.permute(0, 3, 1, 2)
        return result


class ConvNextV2(nn.Module):
    """Picture (B, 3, S, S) to the seven heads."""

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        widths, depths = sizes.motion_widths, sizes.motion_depths
        stem = nn.Sequential(nn.Conv2d(3, widths[0], 4, stride=4), ChannelNorm(widths[0]))
        self.downsample_layers = nn.ModuleList([stem])
        for a, b in pairwise(widths):
            self.downsample_layers.append(nn.Sequential(ChannelNorm(a), nn.Conv2d(a, b, 2, stride=2)))
        self.stages = nn.ModuleList(
            nn.Sequential(*(ConvNextBlock(width) for _ in range(depth)))
            for width, depth in zip(widths, depths, strict=True)
        )
        last = widths[-1]
        self.norm = nn.LayerNorm(last, eps=EPSILON)
        self.fc_kp = nn.Linear(last, 3 * sizes.num_kp)
        self.fc_scale = nn.Linear(last, 1)
        self.fc_pitch = nn.Linear(last, sizes.pose_bins)
        self.fc_yaw = nn.Linear(last, sizes.pose_bins)
        self.fc_roll = nn.Linear(last, sizes.pose_bins)
        self.fc_t = nn.Linear(last, 3)
        self.fc_exp = nn.Linear(last, 3 * sizes.num_kp)

    def forward(self, image: torch.Tensor) -> MotionHeads:
        x = image
        for downsample, stage in zip(self.downsample_layers, self.stages, strict=True):
            x = stage(downsample(x))
        x = self.norm(x.mean(dim=(2, 3)))  # (B, last)
        return MotionHeads(
            pitch=self.fc_pitch(x),
            yaw=self.fc_yaw(x),
            roll=self.fc_roll(x),
            t=self.fc_t(x),
            exp=self.fc_exp(x),
            scale=self.fc_scale(x),
            kp=self.fc_kp(x),
        )


class MotionExtractor(nn.Module):
    """The published wrapper: one child, `detector`."""

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        self.detector = ConvNextV2(sizes)

    def forward(self, image: torch.Tensor) -> MotionHeads:
        heads: MotionHeads = self.detector(image)
        return heads
