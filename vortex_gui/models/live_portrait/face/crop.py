"""Cuts the face out of the actor picture, as LivePortrait expects it, and pastes frames back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

Array = npt.NDArray[np.float64]

PORTRAIT_SCALE = 2.3
PORTRAIT_UP = -0.125  # moves the window up, to take in the forehead
RAMP_SHARE = 1 / 32  # of the crop's side: 16 pixels of 512
FAINT = 1e-4  # of the mask: resampling leaves so little where there is nothing


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A square of the picture: `to_crop` (2, 3) maps picture pixels (x, y) to crop pixels, `side` of them."""

    to_crop: Array
    side: int

    @property
    def to_picture(self) -> Array:
        whole = np.vstack((self.to_crop, (0.0, 0.0, 1.0)))
        inverse: Array = np.linalg.inv(whole)[:2]
        return inverse

    @property
    def offset(self) -> tuple[int, int] | None:
        """(left, top) when a crop pixel is a picture pixel, so that nothing has to be resampled."""
        turn, shift = self.to_crop[:, :2], -self.to_crop[:, 2]
        whole = np.round(shift)
        if np.allclose(turn, np.eye(2), atol=1e-9) and np.allclose(shift, whole, atol=1e-6):
            return int(whole[0]), int(whole[1])
        return None


def face_axes(points: Array) -> tuple[Array, Array]:
    """The middle between the eyes and the middle of the mouth of 203, 106 or 478 landmarks (N, 2)."""
    left: tuple[int, ...]
    right: tuple[int, ...]
    mouth: tuple[int, ...]
    match len(points):
        case 203:
            left, right, mouth = (0, 6, 12, 18), (24, 30, 36, 42), (48, 66)
        case 106:
            left, right, mouth = (33, 35, 40, 39), (87, 89, 94, 93), (52, 61)
        case 478:
            left, right, mouth = (468,), (473,), (14,)
        case count:
            raise ValueError(f"a face has 203, 106 or 478 landmarks, not {count}")
    eyes = (points[list(left)].mean(axis=0) + points[list(right)].mean(axis=0)) / 2
    return eyes, points[list(mouth)].mean(axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class FaceSquare:
    """The square about a face: centre and side in picture pixels, angle in radians."""

    centre: Array
    side: float
    angle: float

    def crop(self, side: int, *, rotated: bool = True) -> Crop:
        """This square as a picture of `side` x `side` pixels."""
        k = side / self.side
        cos, sin = (math.cos(self.angle), math.sin(self.angle)) if rotated else (1.0, 0.0)
        x, y = self.centre
        half = side / 2
        rows = (
            (k * cos, k * sin, half - k * (cos * x + sin * y)),
            (-k * sin, k * cos, half - k * (-sin * x + cos * y)),
        )
        return Crop(np.array(rows), side)


def face_square(
    points: Array, *, scale: float = PORTRAIT_SCALE, right: float = 0.0, down: float = PORTRAIT_UP
) -> FaceSquare:
    """The square about landmarks (N, 2), upright along the line from the eyes to the mouth."""
    eyes, mouth = face_axes(points)
    down_axis = mouth - eyes
    length = float(np.linalg.norm(down_axis))
    down_axis = np.array((0.0, 1.0)) if length < 0.001 else down_axis / length
    right_axis = np.array((down_axis[1], -down_axis[0]))
    angle = math.acos(float(np.clip(right_axis[0], -1, 1)))
    if right_axis[1] < 0:
        angle = -angle
    mean = points.mean(axis=0)
    along = (points - mean) @ np.stack((right_axis, down_axis), axis=1)  # (N, 2)
    low, high = along.min(axis=0), along.max(axis=0)
    middle = (low + high) / 2
    side = scale * float((high - low).max())
    centre = (
        mean
        + middle[0] * right_axis
        + middle[1] * down_axis
        + right * side * right_axis
        + down * side * down_axis
    )
    return FaceSquare(centre, side, angle)


def window_crop(left: float, top: float, size: float, side: int) -> Crop:
    """The upright square from picture pixel (left, top) and `size` pixels wide, cut as `side` pixels."""
    k = side / size
    return Crop(np.array(((k, 0.0, -k * left), (0.0, k, -k * top))), side)


def resample(pictures: torch.Tensor, to_source: Array, height: int, width: int) -> torch.Tensor:
    """Pictures (B, C, H, W) read bilinearly at `to_source` of each output pixel; black outside.

    Pixel centres stand at whole numbers, as in OpenCV's warpAffine.
    """
    source_height, source_width = pictures.shape[2:]
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    at_x = to_source[0, 0] * x + to_source[0, 1] * y + to_source[0, 2]
    at_y = to_source[1, 0] * x + to_source[1, 1] * y + to_source[1, 2]
    grid = np.stack((2 * at_x / (source_width - 1) - 1, 2 * at_y / (source_height - 1) - 1), axis=-1)
    places = torch.from_numpy(grid.astype(np.float32)).to(pictures.device)
    return functional.grid_sample(
        pictures.float(), places.expand(len(pictures), -1, -1, -1), align_corners=True, padding_mode="zeros"
    )


def cut(picture: torch.Tensor, crop: Crop) -> torch.Tensor:
    """The crop (1, 3, side, side) of a picture (1, 3, H, W)."""
    height, width = picture.shape[2:]
    if crop.offset is not None:
        left, top = crop.offset
        if left >= 0 and top >= 0 and left + crop.side <= width and top + crop.side <= height:
            return picture[:, :, top : top + crop.side, left : left + crop.side].contiguous()
    return resample(picture, crop.to_picture, crop.side, crop.side)


def border_mask(side: int) -> torch.Tensor:
    """(1, 1, side, side) in [0, 1]: 1 inside, a ramp along the edge, round at the corners."""
    ramp = side * RAMP_SHARE
    axis = torch.arange(side, dtype=torch.float32)
    beyond = torch.clamp(torch.maximum(ramp - axis, axis - (side - ramp)), min=0)
    distance = torch.hypot(beyond[:, None], beyond[None, :])
    return (torch.floor(255 * torch.clamp(1 - distance / ramp, min=0)) / 255)[None, None]


class PasteBack:
    """Puts frames of one crop back into one picture; the mask and the places are computed once."""

    def __init__(self, picture: torch.Tensor, crop: Crop) -> None:
        """`picture` is uint8 (3, H, W); it must not change afterwards."""
        self.picture = picture
        self.crop = crop
        height, width = picture.shape[1:]
        mask = border_mask(crop.side).to(picture.device)
        self.mask = resample(mask, crop.to_crop, height, width)[0]  # (1, H, W)
        covered = self.mask[0] > FAINT
        rows, columns = covered.any(dim=1).nonzero(), covered.any(dim=0).nonzero()
        top, left = (int(n.min()) if len(n) else 0 for n in (rows, columns))
        bottom, right = (int(n.max()) + 1 if len(n) else 0 for n in (rows, columns))
        self.box = (slice(top, bottom), slice(left, right))
        self.box_to_crop = crop.to_crop.copy()
        self.box_to_crop[:, 2] += crop.to_crop[:, :2] @ np.array((left, top))
        self.kept = (1 - self.mask[:, *self.box]) * picture[:, *self.box].float()

    def __call__(self, frames: torch.Tensor) -> torch.Tensor:
        """Frames (B, 3, side, side) in [0, 1] to pictures uint8 (B, 3, H, W)."""
        result = self.picture.expand(len(frames), -1, -1, -1).clone()
        levels = torch.round(frames.float().clamp(0, 1) * 255)
        moved = self._into_box(levels)
        blended = self.mask[:, *self.box] * moved + self.kept
        result[:, :, *self.box] = torch.round(blended.clamp(0, 255)).to(torch.uint8)
        return result

    def _into_box(self, frames: torch.Tensor) -> torch.Tensor:
        """Frames in the place of the picture where the mask is above 0."""
        rows, columns = self.box
        if self.crop.offset is not None:
            left, top = self.crop.offset
            return frames[
                :, :, rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
            ]
        return resample(frames, self.box_to_crop, rows.stop - rows.start, columns.stop - columns.start)
