"""Lays what a four-channel generator paints over the source crop, moved by the deformation.

The published generator draws the whole picture; narrow ones paint only what a warp cannot give (an open
mouth, a closed lid) with an opacity, so that hair, clothes and background keep every pixel.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from vortex_gui.models.live_portrait.warping import identity_grid


def picture_offsets(deformation: torch.Tensor) -> torch.Tensor:
    """How far each cell of the picture reads from its own place: (B, D, H, W, 3) to (B, 2, H, W), x and y."""
    _, depth, height, width, _ = deformation.shape
    offsets = deformation - identity_grid(depth, height, width, deformation.device)
    return offsets[..., :2].mean(dim=1).permute(0, 3, 1, 2)


def move_crop(crop: torch.Tensor, deformation: torch.Tensor) -> torch.Tensor:
    """The crop (B, 3, S, S) read at the deformed places; without deformation it is the crop itself."""
    side = crop.shape[-1]
    offsets = functional.interpolate(
        picture_offsets(deformation), size=(side, side), mode="bilinear", align_corners=True
    )
    grid = identity_grid(1, side, side, crop.device)[0, ..., :2] + offsets.permute(0, 2, 3, 1)
    return functional.grid_sample(crop, grid, mode="bilinear", padding_mode="border", align_corners=True)


def lay_over(moved: torch.Tensor, drawn: torch.Tensor) -> torch.Tensor:
    """drawn (B, 4, S, S): colour and opacity; the result (B, 3, S, S)."""
    colour, opacity = drawn[:, :3], drawn[:, 3:]
    return moved + opacity * (colour - moved)
