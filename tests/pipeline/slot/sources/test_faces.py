"""One face is taken, several are told, and the frame chooses among them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.models.faces.test_detector import placed, presenter
from vortex_gui.models.contracts import FaceBox
from vortex_gui.pipeline.slot.sources.faces import UnfitFaces, face_of, faces_in

PAIR = ((0, 20, 280), (350, 20, 280))
"""In 640x320. The detector is for photographs, and surer of a drawn face at some sizes than at others."""


def found_at(face: FaceBox | None) -> float:
    assert face is not None
    return (face.left + face.right) / 2


def test_faces_of_a_large_picture_are_told_in_its_own_pixels() -> None:
    (small,), (large,) = faces_in(presenter(640)), faces_in(presenter(1920))
    assert large.left / 3 == pytest.approx(small.left, abs=6)
    assert large.bottom / 3 == pytest.approx(small.bottom, abs=6)


def test_several_faces_are_told_with_their_number_and_what_to_do() -> None:
    with pytest.raises(UnfitFaces) as caught:
        face_of(placed((640, 320), *PAIR), None, None)
    assert str(caught.value) == "it shows 2 faces; cut it, or set the frame about one of them"


def test_the_frame_chooses_one_of_them() -> None:
    picture = placed((640, 320), *PAIR)
    left, right = face_of(picture, (0, 0, 320, 320), None), face_of(picture, (320, 0, 640, 320), None)
    assert found_at(left) < 320 < found_at(right)
    with pytest.raises(UnfitFaces):
        face_of(picture, (0, 0, 640, 320), None)


def test_a_small_face_in_the_background_is_nobodys_rival() -> None:
    assert found_at(face_of(placed((640, 320), (0, 0, 320), (480, 40, 120)), None, None)) < 320


def test_the_animators_own_face_is_believed_where_it_lies_in_the_detectors() -> None:
    picture = placed((640, 320), (320, 0, 320))
    near, far = FaceBox(460, 140, 500, 200), FaceBox(300, 140, 340, 200)
    assert face_of(picture, None, lambda pixels: near) is near
    assert found_at(face_of(picture, None, lambda pixels: far)) > 400
    assert found_at(face_of(picture, None, lambda pixels: None)) > 400


def test_a_face_that_only_the_animator_knows_is_taken() -> None:
    asked = list[tuple[int, ...]]()

    def find(pixels: NDArray[np.uint8]) -> FaceBox:
        asked.append(pixels.shape)
        return FaceBox(1, 2, 3, 4)

    assert face_of(Image.new("RGB", (90, 60)), None, find) == FaceBox(1, 2, 3, 4)
    assert asked == [(60, 90, 3)]


def test_no_face_at_all_is_told_once_both_have_looked() -> None:
    nothing = Image.new("RGB", (90, 60))
    assert face_of(nothing, None, None) is None
    with pytest.raises(UnfitFaces, match="no face was found in it"):
        face_of(nothing, None, lambda pixels: None)
