"""A painted crop: moved by the deformation, laid over by opacity, coloured as the skin is."""

from __future__ import annotations

import torch
from torch.nn import functional

from vortex_gui.models.live_portrait.networks.compose import (
    PaintWindow,
    composed,
    lay_over,
    local_colour,
    move_crop,
    paint_colour,
)
from vortex_gui.models.live_portrait.networks.warping import identity_grid


def test_a_crop_without_deformation_stays_as_it_is() -> None:
    crop = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(16))
    rest = identity_grid(4, 4, 4, torch.device("cpu")).expand(2, -1, -1, -1, -1)
    assert torch.allclose(move_crop(crop, rest), crop, atol=1e-5)


def test_a_deformation_reads_from_where_it_points() -> None:
    crop = torch.arange(32.0).expand(1, 3, 32, 32) / 31
    rest = identity_grid(2, 4, 4, torch.device("cpu"))[None].clone()
    rest[..., 0] += 4 * 2 / 31  # four pixels to the right
    moved = move_crop(crop, rest)
    assert torch.allclose(moved[..., :28], crop[..., 4:], atol=1e-5)


def test_opacity_decides_between_the_moved_crop_and_the_paint() -> None:
    moved, drawn = torch.zeros(1, 3, 16, 16), torch.zeros(1, 5, 16, 16)
    drawn[:, :3] = 0.8
    drawn[:, 3, :, 8:] = 0.5
    result = lay_over(moved, drawn)
    assert result[..., :8].abs().max() == 0
    assert torch.allclose(result[..., 8:], torch.tensor(0.4))


def test_local_colour_is_the_skin_without_outlines_and_whites() -> None:
    picture = torch.tensor((0.2, 0.7, 0.4)).view(1, 3, 1, 1).repeat(1, 1, 64, 64)
    picture[..., 20:30, 20:30] = 0.05
    picture[..., 30:40, 20:30] = 1.0
    assert torch.allclose(local_colour(picture), picture[..., :1, :1], atol=0.01)
    drawn = torch.zeros(1, 5, 64, 64)
    drawn[:, 4] = 1
    assert torch.allclose(paint_colour(picture, drawn), local_colour(picture))


def test_an_open_mouth_does_not_stain_the_local_colour() -> None:
    """Where it was, closed lips stand on skin: the mean of both left a patch."""
    picture = torch.tensor((0.3, 0.75, 0.35)).view(1, 3, 1, 1).repeat(1, 1, 128, 128)
    picture[..., 60:84, 50:80] = torch.tensor((0.95, 0.4, 0.45)).view(1, 3, 1, 1)
    assert (local_colour(picture) - picture[..., :1, :1]).abs().max() < 0.02


def test_paint_window_covers_the_same_place_in_feature_and_crop() -> None:
    window = PaintWindow(left=1, top=2, side=3)
    feature = torch.arange(64.0).view(1, 1, 8, 8)
    crop = functional.interpolate(feature, scale_factor=8)
    assert torch.equal(window.of_crop(crop)[..., ::8, ::8], window.of_feature(feature))
    large = functional.interpolate(feature, scale_factor=16)
    assert torch.equal(window.of_crop(large, scale=2)[..., ::16, ::16], window.of_feature(feature))


def test_paint_lies_on_a_larger_crop_at_its_size() -> None:
    drawn, rest = torch.zeros(1, 5, 32, 32), identity_grid(2, 4, 4, torch.device("cpu"))[None]
    drawn[:, :, :, 16:] = torch.tensor((1.0, 0.0, 0.0, 1.0, 0.0)).view(1, 5, 1, 1)
    crop = torch.rand(1, 3, 96, 96, generator=torch.Generator().manual_seed(1))
    result = composed(crop, drawn, rest, None)
    assert torch.allclose(result[..., :46], crop[..., :46], atol=1e-5)
    assert torch.allclose(result[0, :, :, 50:].amax(dim=(1, 2)), torch.tensor((1.0, 0.0, 0.0)))
