"""Faces are found where they are, each once; pictures without one have none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from PIL import Image

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.models.faces.detector import FaceDetector

PRESENTER = RESOURCES / "recipes" / "own-presenter.png"
FACE = (92, 65, 168, 178)
"""Where its head is, but for the hair."""


@pytest.fixture(scope="module")
def detector() -> FaceDetector:
    return FaceDetector()


def pixels(picture: Image.Image) -> torch.Tensor:
    return torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1)


def presenter(side: int = 256) -> Image.Image:
    return Image.open(PRESENTER).convert("RGB").resize((side, side))


def placed(size: tuple[int, int], *at: tuple[int, int, int]) -> Image.Image:
    """Presenters of a side each at their left and top on grey."""
    picture = Image.new("RGB", size, "#808890")
    for left, top, side in at:
        picture.paste(presenter(side), (left, top))
    return picture


@pytest.mark.parametrize("side", [128, 256, 600])
def test_the_face_is_found_at_any_size(detector: FaceDetector, side: int) -> None:
    (face,) = detector.find(pixels(presenter(side)))
    box = [edge / side * 256 for edge in (face.left, face.top, face.right, face.bottom)]
    assert box == pytest.approx(FACE, abs=16)


def test_it_is_found_anywhere_in_a_picture_of_any_shape(detector: FaceDetector) -> None:
    (face,) = detector.find(pixels(placed((600, 256), (340, 0, 256))))
    assert (face.left + face.right) / 2 == pytest.approx(340 + sum(FACE[::2]) / 2, abs=8)


def test_several_faces_are_told_apart_the_largest_first(detector: FaceDetector) -> None:
    faces = detector.find(pixels(placed((640, 256), (0, 0, 256), (256, 0, 256), (512, 128, 128))))
    middles = sorted((face.left + face.right) / 2 for face in faces)
    assert middles == pytest.approx([130, 386, 577], abs=12)
    sizes = [face.width * face.height for face in faces]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[2] < sizes[1] / 2


def _noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(3).integers(0, 255, (240, 320, 3)).astype(np.uint8))


def _ramp() -> Image.Image:
    return Image.linear_gradient("L").resize((300, 200)).convert("RGB")


FACELESS: dict[str, Callable[[], Image.Image]] = {
    "noise": _noise,
    "ramp": _ramp,
    "one colour": lambda: Image.new("RGB", (200, 300), "#c08060"),
    "upside down": lambda: presenter().transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    "one pixel": lambda: Image.new("RGB", (1, 1)),
    "a line": lambda: Image.new("RGB", (600, 1)),
}


@pytest.mark.parametrize("kind", FACELESS)
def test_a_picture_without_a_face_has_none(detector: FaceDetector, kind: str) -> None:
    assert detector.find(pixels(FACELESS[kind]())) == []
