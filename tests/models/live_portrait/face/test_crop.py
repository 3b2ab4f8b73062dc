"""Face finding, the crop transform and paste-back."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.measure.rehearse.published.landmark import face_template, write_landmark_network
from vortex_gui.models.live_portrait.face.crop import (
    PasteBack,
    border_mask,
    cut,
    face_square,
    resample,
    window_crop,
)
from vortex_gui.models.live_portrait.face.landmarks import LandmarkNetwork, landmark_ratios


def example_points() -> np.ndarray:
    points = np.empty((203, 2))
    points[0::2], points[1::2] = (80, 60), (160, 180)
    points[[0, 6, 12, 18]] = (100, 100)
    points[[24, 30, 36, 42]] = (140, 110)
    points[48], points[66] = (105, 150), (130, 155)
    return points


def test_crop_is_the_published_example() -> None:
    square = face_square(example_points())
    assert square.centre.tolist() == pytest.approx([121.747, 86.802], abs=5e-4)
    assert square.side == pytest.approx(265.948, abs=5e-4)
    assert square.angle == pytest.approx(0.052582, abs=2e-6)
    wanted = [[1.92253, 0.10118, 13.15431], [-0.10118, 1.92253, 101.43846]]
    # The published angle was computed in float32; its last digit moves the shift by 3e-4 of a pixel.
    assert np.allclose(square.crop(512).to_crop, wanted, atol=4e-4)


def test_crop_without_rotation_only_scales_and_moves() -> None:
    square = face_square(example_points())
    k = 512 / square.side
    x, y = square.centre
    wanted = [[k, 0, 256 - k * x], [0, k, 256 - k * y]]
    assert np.allclose(square.crop(512, rotated=False).to_crop, wanted)


def test_way_back_undoes_the_way_there() -> None:
    crop = face_square(example_points()).crop(512)
    there = crop.to_crop @ np.array((33.0, 44.0, 1.0))
    assert (crop.to_picture @ np.array((*there, 1.0))).tolist() == pytest.approx([33, 44])


@pytest.mark.parametrize("count", [203, 106, 478])
def test_a_turned_face_is_made_upright(count: int) -> None:
    """The eyes stand level in the crop, whatever the angle of the face and the kind of landmarks."""
    eyes = {203: (0, 24), 106: (33, 87), 478: (468, 473)}[count]
    draw = np.random.default_rng(count)
    points = draw.uniform(-40, 40, (count, 2))
    groups = {
        203: ((0, 6, 12, 18), (24, 30, 36, 42), (48, 66)),
        106: ((33, 35, 40, 39), (87, 89, 94, 93), (52, 61)),
        478: ((468,), (473,), (14,)),
    }[count]
    for indices, place in zip(groups, ((-20.0, -15.0), (20.0, -15.0), (0.0, 20.0)), strict=True):
        points[list(indices)] = place
    angle = math.radians(25)
    turn = np.array(((math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))))
    crop = face_square(points @ turn + (128, 120)).crop(256)
    left, right = (crop.to_crop @ np.array((*(points[i] @ turn + (128, 120)), 1.0)) for i in eyes)
    assert left[1] == pytest.approx(right[1], abs=1e-6)
    assert left[0] < right[0]


def test_other_numbers_of_landmarks_are_refused() -> None:
    with pytest.raises(ValueError, match="203, 106 or 478"):
        face_square(np.zeros((68, 2)))


def test_resampling_has_pixel_centres_at_whole_numbers() -> None:
    picture = torch.arange(20, dtype=torch.float32).view(1, 1, 4, 5)
    moved = resample(picture, np.array(((1.0, 0, 1.0), (0, 1.0, 0.5))), 4, 5)[0, 0]
    assert moved[0, 0].item() == pytest.approx((1 + 6) / 2)
    assert moved[3, 0].item() == pytest.approx(16 / 2), "half of what lies outside is black"
    assert moved[0, 4].item() == pytest.approx(0)


def test_mask_is_full_inside_and_ramps_over_sixteen_of_512_pixels() -> None:
    mask = border_mask(512)[0, 0]
    assert mask[16:497, 16:497].min() == 1
    assert mask[256, 8].item() == pytest.approx(math.floor(255 * 0.5) / 255)
    assert mask[256, 0] == 0
    assert mask[504, 504].item() == pytest.approx(math.floor(255 * (1 - math.hypot(8, 8) / 16)) / 255)


def test_window_of_whole_pixels_is_cut_and_pasted_without_resampling() -> None:
    torch.manual_seed(0)
    picture = torch.randint(0, 256, (3, 40, 50), dtype=torch.uint8)
    crop = window_crop(7, 3, 32, 32)
    assert crop.offset == (7, 3)
    piece = cut(picture[None].float() / 255, crop)
    assert torch.equal((piece[0] * 255).round().to(torch.uint8), picture[:, 3:35, 7:39])
    assert torch.equal(PasteBack(picture, crop)(piece)[0], picture)


def test_paste_back_changes_nothing_outside_the_mask() -> None:
    torch.manual_seed(1)
    picture = torch.randint(0, 256, (3, 120, 130), dtype=torch.uint8)
    crop = face_square(example_points() / 2 + 20).crop(64)
    paste = PasteBack(picture, crop)
    frame = torch.rand(2, 3, 64, 64)
    result = paste(frame)
    outside = (paste.mask[0] == 0).expand(2, 3, -1, -1)
    assert outside.any()
    assert (paste.mask[0] == 1).any()
    assert torch.equal(result[outside], picture.expand(2, -1, -1, -1)[outside])
    # Inside: mask * frame + (1 - mask) * picture, computed plainly over the whole picture.
    levels = torch.round(frame * 255)
    moved = resample(levels, crop.to_crop, 120, 130)
    wanted = paste.mask * moved + (1 - paste.mask) * picture.float()
    assert (result.float() - wanted).abs().max() <= 0.51


def test_paste_back_of_the_crop_itself_gives_the_picture_again() -> None:
    y, x = torch.meshgrid(torch.linspace(0, 3, 150), torch.linspace(0, 3, 160), indexing="ij")
    smooth = torch.stack((torch.sin(x) ** 2, torch.cos(y) ** 2, torch.sin(x + y) ** 2))
    picture = (smooth * 255).round().to(torch.uint8)
    crop = face_square(example_points() / 4 + 50).crop(128)
    paste = PasteBack(picture, crop)
    result = paste(cut(picture[None].float() / 255, crop))[0]
    gap = (result.int() - picture.int()).abs()
    assert gap[(paste.mask > 0.5).expand(3, -1, -1)].max() <= 2


def red_disc(x: float, y: float, radius: float) -> torch.Tensor:
    rows, columns = torch.meshgrid(torch.arange(256.0), torch.arange(256.0), indexing="ij")
    inside = torch.hypot(columns - x, rows - y) <= radius
    picture = torch.tensor((0.1, 0.6, 0.3)).view(1, 3, 1, 1).repeat(1, 1, 256, 256)
    picture[0, :, inside] = torch.tensor((0.9, 0.1, 0.1))[:, None]
    return picture


@pytest.fixture(scope="module")
def landmark_network(tmp_path_factory: pytest.TempPathFactory) -> LandmarkNetwork:
    path = tmp_path_factory.mktemp("landmarks") / "landmark.onnx"
    write_landmark_network(path)
    return LandmarkNetwork(path)


@pytest.mark.parametrize(("x", "y", "radius"), [(128, 110, 50), (150, 90, 40), (100, 140, 30)])
def test_landmarks_are_found_from_a_centred_crop_and_refined(
    landmark_network: LandmarkNetwork, x: float, y: float, radius: float
) -> None:
    points = landmark_network.find(red_disc(x, y, radius))
    assert points is not None
    wanted = face_template() * radius + (x, y)
    assert np.abs(points - wanted).max() < 1.0


def test_ratios_come_from_the_landmarks(landmark_network: LandmarkNetwork) -> None:
    points = landmark_network.find(red_disc(140, 120, 48))
    assert points is not None
    ratios = landmark_ratios(points)
    assert ratios.lips == pytest.approx(0.2 / 0.8, abs=0.01)
    assert ratios.eye_left == pytest.approx(0.5, abs=0.01)
    assert ratios.eye_right == pytest.approx(0.5, abs=0.01)


def test_a_picture_without_a_face_gives_none(landmark_network: LandmarkNetwork) -> None:
    assert landmark_network.find(torch.full((1, 3, 256, 256), 0.3)) is None


def test_a_damaged_landmark_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "landmark.onnx").write_bytes(b"not a network")
    with pytest.raises(CheckpointError, match=r"landmark\.onnx"):
        LandmarkNetwork(tmp_path / "landmark.onnx")
