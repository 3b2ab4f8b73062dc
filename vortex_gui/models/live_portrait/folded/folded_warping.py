"""W for inference: folded norms, separable sampling of shifted features, source work once a portrait."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.folded.enlarged import EnlargedConvolution
from vortex_gui.models.live_portrait.folded.folding import Convolution, folded
from vortex_gui.models.live_portrait.networks.warping import (
    Decoder,
    DenseMotionNetwork,
    DownBlock3d,
    Encoder,
    UpBlock3d,
    Warp,
    WarpingModule,
    halved,
    heat_maps,
    identity_grid,
    sample,
)

LARGEST_SPREAD_WEIGHT = 4_000_000
"""Values of a kernel that is spread for enlarging; a larger one works on few cells and would grow by 78 %."""


class Seen(NamedTuple):
    """What W computes from a portrait alone: features (1, c, D, H, W), heat maps (1, K, D, H, W)."""

    features: torch.Tensor
    heat: torch.Tensor


def shifted(features: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
    """Features (1, c, D, H, W) read at the rest grid plus each shift (N, 3): (N, c, D, H, W) in float32.

    A shift moves all cells alike, so each axis has one matrix of linear weights, and three products do what
    `sample` does cell by cell, zeros outside included.
    """
    depth, height, width = features.shape[2:]
    channels = features.shape[1]
    across, down, deep = (
        _linear_weights(cells, shift[:, axis]) for axis, cells in enumerate((width, height, depth))
    )
    flat = features[0].float().transpose(0, 1).reshape(depth, -1)  # (D, c H W)
    moved = (deep @ flat).view(len(shift), -1, width)  # (N, D c H, W)
    moved = torch.bmm(moved, across.transpose(1, 2)).view(len(shift), depth * channels, height, width)
    moved = down[:, None] @ moved
    return moved.view(len(shift), depth, channels, height, width).transpose(1, 2)


def _linear_weights(cells: int, shift: torch.Tensor) -> torch.Tensor:
    """Of each cell (last axis) for each place of the shifted rest grid: (N, cells, cells)."""
    index = torch.arange(cells, device=shift.device, dtype=torch.float32)
    rest = 2 * index / (cells - 1) - 1 if cells > 1 else index
    places = ((rest + shift[:, None] + 1) * cells - 1) / 2  # as `sample`: align_corners=False
    return torch.clamp(1 - (places[..., None] - index).abs(), min=0)


class FoldedDown(nn.Module):
    def __init__(self, block: DownBlock3d) -> None:
        super().__init__()
        self.conv = Convolution(*folded(block.conv, block.norm))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return halved(self.conv(x).relu_())


class FoldedUp(nn.Module):
    """Doubles, convolves, and joins behind it what went down at that size."""

    def __init__(self, block: UpBlock3d) -> None:
        super().__init__()
        weight, bias = folded(block.conv, block.norm)
        self.width = len(bias)
        self.conv = (
            EnlargedConvolution(weight, bias, 2)
            if weight.numel() <= LARGEST_SPREAD_WEIGHT
            else Convolution(weight, bias)
        )

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        if isinstance(self.conv, Convolution):
            x = functional.interpolate(x, scale_factor=(1.0, 2.0, 2.0))
            return torch.cat((self.conv(x).relu_(), skip), dim=1)
        joined = x.new_empty(x.shape[0], self.width + skip.shape[1], *skip.shape[2:])
        self.conv(x, [joined[:, : self.width]])
        joined[:, self.width :] = skip
        return joined


class FoldedHourglass(nn.Module):
    def __init__(self, encoder: Encoder, decoder: Decoder) -> None:
        super().__init__()
        self.downs = nn.ModuleList(FoldedDown(_down(block)) for block in encoder.down_blocks)
        self.ups = nn.ModuleList(FoldedUp(_up(block)) for block in decoder.up_blocks)
        self.conv = Convolution(*folded(decoder.conv, decoder.norm))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        passed = [x]
        for down in self.downs:
            passed.append(down(passed[-1]))
        x = passed.pop()
        for up in self.ups:
            x = up(x, passed.pop())
        result: torch.Tensor = self.conv(x).relu_()
        return result


class FoldedDenseMotion(nn.Module):
    """`DenseMotionNetwork` with what it sees of the portrait computed beforehand."""

    def __init__(self, network: DenseMotionNetwork) -> None:
        super().__init__()
        hourglass = network.hourglass
        self.hourglass = FoldedHourglass(hourglass.encoder, hourglass.decoder)
        self.mask = Convolution(*_weights(network.mask))
        self.compress = Convolution(*folded(network.compress, network.norm))
        # One output channel would leave most of a vector idle: all its taps at once, then their sum.
        weight, bias = _weights(network.occlusion)
        self.kernel = weight.shape[-1]
        taps = weight[0].flip(1, 2).flatten(1).t()  # (k * k, C D)
        self.occlusion = Convolution(taps[:, :, None, None].contiguous(), None)
        self.occlusion_bias = nn.Parameter(bias, requires_grad=False)

    def seen(self, volume: torch.Tensor, source: torch.Tensor) -> Seen:
        """Of one portrait: volume (1, C, D, H, W) and source keypoints (1, K, 3)."""
        depth, height, width = volume.shape[2:]
        grid = identity_grid(depth, height, width, volume.device)
        return Seen(self.compress(volume).relu_(), heat_maps(source.float(), grid))

    def forward(
        self, seen: Seen, driving: torch.Tensor, source: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Deformation (n, D, H, W, 3) and occlusion (n, 1, H, W) for driving keypoints (n, K, 3)."""
        count = len(driving)
        channels, depth, height, width = seen.features.shape[1:]
        grid = identity_grid(depth, height, width, driving.device)
        driving, source = driving.float(), source.float()
        shift = functional.pad(source - driving, (0, 0, 1, 0))  # motion 0 is rest
        motions = shift.shape[1]
        joined = seen.features.new_empty(count, motions, channels + 1, depth, height, width)
        joined[:, 0, 0] = 0
        joined[:, 1:, 0] = heat_maps(driving, grid) - seen.heat
        moved = shifted(seen.features, shift.flatten(0, 1))
        joined[:, :, 1:] = moved.view(count, motions, channels, depth, height, width)
        prediction = self.hourglass(joined.flatten(1, 2))
        mask = torch.softmax(self.mask(prediction).float(), dim=1)
        deformation = grid + torch.einsum("bkdhw,bkc->bdhwc", mask, shift)
        return deformation, torch.sigmoid(self._occlusion(prediction.flatten(1, 2)))

    def _occlusion(self, flat: torch.Tensor) -> torch.Tensor:
        taps = self.occlusion(flat).float().flatten(2)  # (n, k * k, H W)
        summed = functional.fold(taps, flat.shape[2:], (self.kernel, self.kernel), padding=self.kernel // 2)
        return summed + self.occlusion_bias.float()


class FoldedWarping(nn.Module):
    """The same results as `WarpingModule`'s."""

    def __init__(self, network: WarpingModule) -> None:
        super().__init__()
        self.dense_motion_network = FoldedDenseMotion(network.dense_motion_network)
        third = network.third
        assert isinstance(third.norm, nn.BatchNorm2d)
        self.third = Convolution(*folded(third.conv, third.norm))
        self.slope = third.slope
        self.fourth = Convolution(*_weights(network.fourth))

    def seen(self, volume: torch.Tensor, source: torch.Tensor) -> Seen:
        """What all frames of one portrait share; give it to every call."""
        return self.dense_motion_network.seen(volume, source)

    def forward(
        self,
        volume: torch.Tensor,
        *,
        driving: torch.Tensor,
        source: torch.Tensor,
        seen: Seen | None = None,
    ) -> Warp:
        """Without `seen`, volume and source may differ from frame to frame."""
        if seen is not None:
            deformation, occlusion = self.dense_motion_network(seen, driving, source)
        else:
            each = [
                self.dense_motion_network(self.seen(v, s), d, s)
                for v, d, s in zip(*(torch.split(x, 1) for x in (volume, driving, source)), strict=True)
            ]
            deformation, occlusion = (torch.cat(parts) for parts in zip(*each, strict=True))
        warped = sample(volume, deformation).to(volume.dtype).flatten(1, 2)  # channel = c * D + d
        out = self.fourth(functional.leaky_relu_(self.third(warped), self.slope))
        return Warp((out * occlusion).to(volume.dtype), deformation, occlusion.to(volume.dtype))


def _weights(conv: nn.Conv2d | nn.Conv3d) -> tuple[torch.Tensor, torch.Tensor]:
    assert conv.bias is not None
    return conv.weight.float(), conv.bias.float()


def _down(block: nn.Module) -> DownBlock3d:
    assert isinstance(block, DownBlock3d)
    return block


def _up(block: nn.Module) -> UpBlock3d:
    assert isinstance(block, UpBlock3d)
    return block
