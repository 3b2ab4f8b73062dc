"""Lays what a five-channel generator paints over the source crop, moved by the deformation.

The published generator draws the whole picture; narrow ones paint only what a warp cannot give (an open
mouth, a closed lid) with an opacity, so that hair, clothes and background keep every pixel.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from vortex_gui.models.doubling import Doubling
from vortex_gui.models.live_portrait.networks.warping import identity_grid


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


DARK, BRIGHT = 0.28, 0.9  # of outlines and pupils, of the white of eyes and teeth
ALIKE = 0.12  # how far a colour may be from the mean and still count for three fifths
PIXELS_PER_CELL = 8  # of the crop, for each cell of W's out


@dataclass(frozen=True, slots=True)
class PaintWindow:
    """The square of W's out, in its cells, that the generator sees and paints: mouth and eyes."""

    left: int
    top: int
    side: int

    def of_feature(self, feature: torch.Tensor) -> torch.Tensor:
        """(B, C, h, w) to (B, C, side, side)."""
        return feature[..., self.top : self.top + self.side, self.left : self.left + self.side]

    def of_crop(self, crop: torch.Tensor, scale: int = 1) -> torch.Tensor:
        """The same square of a crop (B, C, S, S) that is `scale` times as large as G's picture, as a view."""
        top, left, side = (scale * PIXELS_PER_CELL * n for n in (self.top, self.left, self.side))
        return crop[..., top : top + side, left : left + side]


def local_colour(picture: torch.Tensor) -> torch.Tensor:
    """The face's own colour about each pixel of (B, 3, S, S), smooth, without outlines, eyes, teeth and lips.

    The mean over three eighths of the side of all that is neither nearly black nor nearly white; then again
    of what is like that mean, so that an open mouth does not stain it.
    """
    seen = (picture.amax(dim=1, keepdim=True) > DARK) & (picture.amin(dim=1, keepdim=True) < BRIGHT)
    first = _mean_about(picture, seen.float())
    apart = ((picture - first) ** 2).sum(dim=1, keepdim=True)
    return _mean_about(picture, seen * torch.exp(-apart / (2 * ALIKE**2)))


def _mean_about(picture: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The weighted mean about each pixel; where nothing has weight, the plain one."""
    side = picture.shape[-1]
    reach = 3 * side // 16
    weights = weights + 1e-3
    joined = torch.cat((weights * picture, weights), dim=1)
    sums = functional.avg_pool2d(joined, 2 * reach, stride=side // 8, padding=reach, count_include_pad=False)
    return functional.interpolate(
        sums[:, :3] / sums[:, 3:], size=(side, side), mode="bilinear", align_corners=True
    )


def paint_colour(moved: torch.Tensor, drawn: torch.Tensor) -> torch.Tensor:
    """The painted colour (B, 3, S, S): drawn, mixed with the face's own colour there.

    A lid has the colour of this skin, which a generator behind instance norms learns late.
    """
    colour, share = drawn[:, :3], drawn[:, 4:]
    return colour + share * (local_colour(moved) - colour)


def lay_over(moved: torch.Tensor, drawn: torch.Tensor) -> torch.Tensor:
    """drawn (B, 5, S, S): colour, opacity and share of the local colour; the result (B, 3, S, S)."""
    return moved + drawn[:, 3:4] * (paint_colour(moved, drawn) - moved)


SEEN_CHANNELS = 3 * 4 * 4
"""Of the features that the paint's doubling sees: the moved picture's pixels, sixteen in a place."""


def paint_doubling(widths: tuple[int, int]) -> Doubling:
    """The doubling of what G draws: colour, opacity and share of the local colour."""
    return Doubling(SEEN_CHANNELS, widths, blocks=1, channels=5)


def enlarged_paint(drawn: torch.Tensor, moved: torch.Tensor, doubling: Doubling | None) -> torch.Tensor:
    """What G drew (B, 5, S, S) at the size of the moved picture (B, 3, n S, n S) under it."""
    scale = moved.shape[-1] // drawn.shape[-1]
    if scale == 2 and doubling is not None:
        doubled: torch.Tensor = doubling(functional.pixel_unshuffle(moved, 4), drawn)
        return doubled.clamp(0, 1)
    return drawn if scale == 1 else functional.interpolate(drawn, scale_factor=float(scale), mode="bilinear")


def composed(
    crop: torch.Tensor,
    drawn: torch.Tensor,
    deformation: torch.Tensor,
    paint: PaintWindow | None,
    doubling: Doubling | None = None,
) -> torch.Tensor:
    """The moved crop (B, 3, S, S) with what G drew laid over it; the crop may be larger than G's picture."""
    result = move_crop(crop, deformation)
    scale = result.shape[-1] // (PIXELS_PER_CELL * deformation.shape[-2])
    face = result if paint is None else paint.of_crop(result, scale)
    face.copy_(lay_over(face, enlarged_paint(drawn, face, doubling)))
    return result
