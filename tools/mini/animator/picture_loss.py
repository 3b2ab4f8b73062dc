"""How far a driven picture and its paint are from the renderer's."""

from __future__ import annotations

import torch
from torch.nn import functional

from tools.mini.animator.drive import Driven
from tools.mini.animator.examples.crop import PAINT, SIDE
from tools.mini.animator.examples.faces import Faces


def face_weights(source: Faces, driven: Faces, drives: int) -> torch.Tensor:
    """(N, 1, S, S): most where the picture changes, and again at mouth and eyes."""
    before = source.pictures.repeat_interleave(drives, dim=0)
    changed = (driven.pictures - before).abs().amax(dim=1, keepdim=True)
    changed = functional.max_pool2d((changed > 0.08).float(), 5, stride=1, padding=2)
    points = driven.keypoints()
    axis = torch.linspace(-1, 1, SIDE)
    weights = 1 + 5 * changed
    for numbers, reach, gain in (([6, 12, 14, 17, 19], 0.2, 12.0), ([11, 13, 15, 16], 0.16, 3.0)):
        for number in numbers:
            x, y = points[:, number, 0, None], points[:, number, 1, None]
            near = torch.exp(
                -((axis - x) ** 2)[:, None, :] / reach**2 - ((axis - y) ** 2)[:, :, None] / reach**2
            )
            weights = weights + gain / len(numbers) * near[:, None]
    return weights


def edges(picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return picture[..., 1:, :] - picture[..., :-1, :], picture[..., :, 1:] - picture[..., :, :-1]


def picture_loss(result: torch.Tensor, target: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Weighted L1 at three scales and on edges."""
    total = (weights * (result - target).abs()).mean()
    for gap, wanted, axis in zip(edges(result), edges(target), ("y", "x"), strict=True):
        w = weights[..., 1:, :] if axis == "y" else weights[..., :, 1:]
        total = total + 0.5 * (w * (gap - wanted).abs()).mean()
    for scale in (4, 8):
        gap = functional.avg_pool2d(weights * (result - target), scale).abs().mean()
        total = total + gap
    return total


# (keypoint, reach): mouth, lids, the place of a third eye, brows
PAINTED = (
    (19, 0.32),
    (6, 0.16),
    (12, 0.16),
    (17, 0.2),
    (11, 0.24),
    (15, 0.24),
    (18, 0.4),
    (1, 0.14),
    (2, 0.14),
)


def painted_zone(points: torch.Tensor) -> torch.Tensor:
    """(N, 1, S, S): 1 about mouth and eyes, where painting is allowed; all else is only moved."""
    axis = torch.linspace(-1, 1, SIDE)
    zone = torch.zeros(len(points), SIDE, SIDE)
    for number, reach in PAINTED:
        x, y = points[:, number, 0, None], points[:, number, 1, None]
        distance = ((axis - x) ** 2)[:, None, :] + ((axis - y) ** 2)[:, :, None]
        zone = torch.maximum(zone, (distance < reach**2).float())
    return zone[:, None]


def paint_loss(made: Driven, target: torch.Tensor, weights: torch.Tensor, zone: torch.Tensor) -> torch.Tensor:
    """Colour and opacity about mouth and eyes, where the warp falls short.

    Without it the opacity dies early: colours are wrong at first, so covering nothing is cheapest. Outside
    the zone nothing is painted: a half covered outline is a smeared one.
    """
    target, weights, zone = (PAINT.of_crop(whole) for whole in (target, weights, zone))
    short = ((PAINT.of_crop(made.moved).detach() - target).abs().amax(dim=1, keepdim=True) > 0.1).float()
    needed = functional.max_pool2d(short, 3, stride=1, padding=1) * zone
    colour = ((0.02 + 0.08 * zone + needed) * weights * (made.colour - target).abs()).mean()
    opacity = functional.binary_cross_entropy(made.opacity.clamp(1e-4, 1 - 1e-4), needed, reduction="none")
    return colour + 0.05 * ((1 + 3 * (1 - zone)) * weights * opacity).mean()
