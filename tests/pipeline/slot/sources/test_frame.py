"""A picture is cut to the slot's shape, about its face where one is known."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from vortex_gui.base.recipe.recipe_files import Frame
from vortex_gui.models.contracts import FaceBox
from vortex_gui.pipeline.slot.sources.frame import FACE_AT, TooSmall, framed


def picture(width: int, height: int, face: tuple[int, int, int, int] | None = None) -> Image.Image:
    made = Image.new("RGB", (width, height), "#204060")
    if face is not None:
        made.paste("#ffffff", face)
    return made


def box_of(found: Image.Image) -> tuple[float, float, float, float]:
    """The white box in shares of the picture."""
    rows, columns = np.nonzero(np.asarray(found.convert("L")) > 200)
    height, width = found.height, found.width
    return columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height


def test_a_picture_of_the_slots_size_stays_as_it_is() -> None:
    given = picture(256, 256)
    assert framed(given, 256, 256) is given


def test_without_a_face_as_much_as_fits_stays() -> None:
    wide = framed(picture(1000, 500, (450, 0, 550, 500)), 256, 256)
    assert wide.size == (256, 256)
    assert box_of(wide) == pytest.approx((0.4, 0, 0.6, 1), abs=0.01)
    tall = framed(picture(500, 1000, (0, 210, 500, 710)), 256, 256)
    assert box_of(tall) == pytest.approx((0, 0, 1, 1), abs=0.01)


def test_a_face_stands_in_the_middle_a_little_above() -> None:
    face = (900, 300, 1000, 400)
    found = framed(picture(1200, 800, face), 256, 256, face=FaceBox(*map(float, face)))
    left, top, right, bottom = box_of(found)
    assert (left + right) / 2 == pytest.approx(0.5, abs=0.02)
    assert (top + bottom) / 2 == pytest.approx(FACE_AT, abs=0.02)
    assert right - left == pytest.approx(0.32, abs=0.02)


def test_a_face_at_the_edge_keeps_the_frame_inside() -> None:
    face = (0, 0, 100, 100)
    left, top, *_ = box_of(framed(picture(1200, 800, face), 256, 256, face=FaceBox(*map(float, face))))
    assert (left, top) == (0, 0)


def test_a_small_picture_and_a_small_face_are_told() -> None:
    with pytest.raises(TooSmall, match="it is too small: 120x400; 128x128 is the least"):
        framed(picture(120, 400), 256, 256)
    with pytest.raises(TooSmall, match="its face is too small: 20 pixels; 41 are the least"):
        framed(picture(800, 800), 256, 256, face=FaceBox(10, 10, 30, 30))


def test_a_wished_frame_wins_and_is_moved_into_the_picture() -> None:
    given = picture(1000, 800, (500, 200, 700, 400))
    exact = framed(given, 256, 256, face=FaceBox(0, 0, 9, 9), wished=Frame(left=0.5, top=0.25, width=0.2))
    assert np.asarray(exact.convert("L")).min() > 200
    corner = framed(given, 256, 256, wished=Frame(left=0.9, top=0.9, width=0.5))
    assert box_of(corner) == pytest.approx((0, 0, 0.4, 0.2), abs=0.01)
    with pytest.raises(TooSmall, match="it is too small"):
        framed(given, 256, 256, wished=Frame(left=0, top=0, width=0.1))


def test_a_frame_wider_than_the_shape_allows_is_as_wide_as_fits() -> None:
    given = picture(1000, 500, (0, 0, 500, 500))
    assert box_of(framed(given, 256, 256, wished=Frame(left=0, top=0, width=1))) == (0, 0, 1, 1)
