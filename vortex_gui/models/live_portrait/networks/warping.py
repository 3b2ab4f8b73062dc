"""W, the warping module: two sets of keypoints move the source volume (dense motion, warp, occlusion)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.networks.appearance import SameBlock2d
from vortex_gui.models.live_portrait.networks.config import NetworkSizes

HEAT_VARIANCE = 0.01  # of a keypoint's heat map, in squared coordinate units


@dataclass(frozen=True, slots=True)
class Warp:
    """out (B, warp width, H, W); deformation (B, D, H, W, 3); occlusion (B, 1, H, W) in (0, 1)."""

    out: torch.Tensor
    deformation: torch.Tensor
    occlusion: torch.Tensor


def identity_grid(depth: int, height: int, width: int, device: torch.device) -> torch.Tensor:
    """Coordinates (D, H, W, 3) as (x, y, z) in float32; both ends of every axis are exactly -1 and 1."""

    def axis(cells: int) -> torch.Tensor:
        index = torch.arange(cells, device=device, dtype=torch.float32)
        return 2 * index / (cells - 1) - 1 if cells > 1 else index

    z, y, x = torch.meshgrid(axis(depth), axis(height), axis(width), indexing="ij")
    return torch.stack((x, y, z), dim=-1)


def sample(volume: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    """Read (B, C, D, H, W) at (B, D, H, W, 3) in float32.

    The grid has its ends at +-1, yet cells are read with `align_corners=False`: the published weights
    were trained with this mismatch. fp16 coordinates would step by a good part of a cell, so both
    arguments are raised to float32.
    """
    return functional.grid_sample(
        volume.float(), grid.float(), mode="bilinear", padding_mode="zeros", align_corners=False
    )


def heat_maps(keypoints: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    """exp(-|grid - keypoint|^2 / 0.02) for keypoints (B, K, 3) on grid (D, H, W, 3): (B, K, D, H, W)."""
    # A product of three one-dimensional Gaussians, since the grid is a product of three axes.
    axes = (grid[0, 0, :, 0], grid[0, :, 0, 1], grid[:, 0, 0, 2])
    x, y, z = (
        torch.exp(-0.5 * (axis - keypoints[..., i, None]) ** 2 / HEAT_VARIANCE) for i, axis in enumerate(axes)
    )
    return z[:, :, :, None, None] * y[:, :, None, :, None] * x[:, :, None, None, :]


def halved(x: torch.Tensor) -> torch.Tensor:
    """(batch, width, depth, rows, columns) with the means of two by two cells; never of depth.

    Depth joins the channels for the pooling: the three-dimensional one has no half kernel on a CPU.
    """
    batch, width, depth, rows, columns = x.shape
    pooled = functional.avg_pool2d(x.flatten(1, 2), 2)
    return pooled.view(batch, width, depth, rows // 2, columns // 2)


class DownBlock3d(nn.Module):
    """3x3x3 convolution, batch norm, ReLU, halve height and width (never depth)."""

    def __init__(self, width_in: int, width_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv3d(width_in, width_out, 3, padding=1)
        self.norm = nn.BatchNorm3d(width_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return halved(functional.relu(self.norm(self.conv(x))))


class UpBlock3d(nn.Module):
    """Double height and width (nearest), 3x3x3 convolution, batch norm, ReLU."""

    def __init__(self, width_in: int, width_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv3d(width_in, width_out, 3, padding=1)
        self.norm = nn.BatchNorm3d(width_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = functional.interpolate(x, scale_factor=(1, 2, 2))
        return functional.relu(self.norm(self.conv(x)))


class Encoder(nn.Module):
    """The hourglass's way down; returns the input and every block's output, widest picture first."""

    def __init__(self, width_in: int, base: int, ceiling: int, levels: int) -> None:
        super().__init__()
        widths = [width_in] + [min(ceiling, base * 2 ** (i + 1)) for i in range(levels)]
        self.down_blocks = nn.ModuleList(DownBlock3d(a, b) for a, b in pairwise(widths))

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        outputs = [x]
        for block in self.down_blocks:
            outputs.append(block(outputs[-1]))
        return outputs


class Decoder(nn.Module):
    """The hourglass's way up; each block's output is joined, in front, with the encoder's of that size."""

    def __init__(self, width_in: int, base: int, ceiling: int, levels: int) -> None:
        super().__init__()
        self.up_blocks = nn.ModuleList()
        for i in reversed(range(levels)):
            joined = 1 if i == levels - 1 else 2
            self.up_blocks.append(
                UpBlock3d(joined * min(ceiling, base * 2 ** (i + 1)), min(ceiling, base * 2**i))
            )
        self.width_out = base + width_in
        self.conv = nn.Conv3d(self.width_out, self.width_out, 3, padding=1)
        self.norm = nn.BatchNorm3d(self.width_out)

    def forward(self, outputs: list[torch.Tensor]) -> torch.Tensor:
        x = outputs[-1]
        for block, skip in zip(self.up_blocks, reversed(outputs[:-1]), strict=True):
            x = torch.cat((block(x), skip), dim=1)
        return functional.relu(self.norm(self.conv(x)))


class Hourglass(nn.Module):
    """(B, a, D, H, W) to (B, base + a, D, H, W)."""

    def __init__(self, width_in: int, base: int, ceiling: int, levels: int) -> None:
        super().__init__()
        self.encoder = Encoder(width_in, base, ceiling, levels)
        self.decoder = Decoder(width_in, base, ceiling, levels)
        self.width_out = self.decoder.width_out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        prediction: torch.Tensor = self.decoder(self.encoder(x))
        return prediction


class DenseMotionNetwork(nn.Module):
    """Mixes one motion per keypoint, and rest for the background, into one deformation of the volume."""

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        width_in = sizes.motions * (sizes.compress + 1)
        kernel, pad = sizes.mask_kernel, sizes.mask_kernel // 2
        self.hourglass = Hourglass(
            width_in, sizes.hourglass_base, sizes.hourglass_ceiling, sizes.hourglass_levels
        )
        width_out = self.hourglass.width_out
        self.mask = nn.Conv3d(width_out, sizes.motions, kernel, padding=pad)
        self.compress = nn.Conv3d(sizes.volume_channels, sizes.compress, 1)
        self.norm = nn.BatchNorm3d(sizes.compress)
        self.occlusion = nn.Conv2d(width_out * sizes.volume_depth, 1, kernel, padding=pad)

    def compressed(self, volume: torch.Tensor) -> torch.Tensor:
        """U of the paper (B, 4, D, H, W); it depends on the portrait alone."""
        return functional.relu(self.norm(self.compress(volume)))

    def forward(
        self, volume: torch.Tensor, driving: torch.Tensor, source: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Deformation (B, D, H, W, 3) and occlusion (B, 1, H, W) from keypoints (B, K, 3)."""
        batch, _, depth, height, width = volume.shape
        driving, source = driving.float(), source.float()
        grid = identity_grid(depth, height, width, volume.device)

        # Motion 0 is rest; motion k reads from where keypoint k came: I - x_d + x_s.
        shift = functional.pad(source - driving, (0, 0, 1, 0))  # (B, K + 1, 3)
        motions = shift.shape[1]
        sparse = grid + shift[:, :, None, None, None, :]  # (B, K + 1, D, H, W, 3)

        features = self.compressed(volume)  # (B, c, D, H, W)
        repeated = features[:, None].expand(-1, motions, -1, -1, -1, -1).flatten(0, 1)
        deformed = sample(repeated, sparse.flatten(0, 1)).view(batch, motions, -1, depth, height, width)

        heat = heat_maps(driving, grid) - heat_maps(source, grid)
        heat = functional.pad(heat, (0, 0, 0, 0, 0, 0, 1, 0))[:, :, None]  # zeros for the background

        # Motion-major, and within a motion the heat map first: channel = motion * (c + 1) + slot.
        joined = torch.cat((heat, deformed), dim=2).flatten(1, 2).to(volume.dtype)
        prediction = self.hourglass(joined)

        mask = torch.softmax(self.mask(prediction).float(), dim=1)  # (B, K + 1, D, H, W)
        # sum_k mask_k (I + shift_k) = I + sum_k mask_k shift_k, since the masks sum to one.
        deformation = grid + torch.einsum("bkdhw,bkc->bdhwc", mask, shift)

        flat = prediction.flatten(1, 2)  # channel = c * D + d
        occlusion = torch.sigmoid(self.occlusion(flat))
        return deformation, occlusion


class WarpingModule(nn.Module):
    """Source volume (B, C, D, H, W) and keypoints (B, K, 3) to G's input (B, warp width, H, W)."""

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        self.dense_motion_network = DenseMotionNetwork(sizes)
        self.third = SameBlock2d(sizes.volume_channels * sizes.volume_depth, sizes.warp_width, slope=0.01)
        self.fourth = nn.Conv2d(sizes.warp_width, sizes.warp_width, 1)

    def forward(self, volume: torch.Tensor, *, driving: torch.Tensor, source: torch.Tensor) -> Warp:
        deformation, occlusion = self.dense_motion_network(volume, driving, source)
        warped = sample(volume, deformation).to(volume.dtype).flatten(1, 2)  # channel = c * D + d
        out = self.fourth(self.third(warped)) * occlusion
        return Warp(out, deformation, occlusion)
