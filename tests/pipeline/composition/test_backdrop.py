"""Backgrounds fill the whole picture: a colour, a picture, or the presenter blurred."""

from __future__ import annotations

import numpy as np
from PIL import Image

from vortex_gui.pipeline.composition import backdrop
from vortex_gui.pipeline.composition.places import places

AT = places("16:9", 360, (64, 64), "centre")


def test_a_colour_and_a_picture_fill_everything() -> None:
    assert backdrop.of_colour("#102030", AT).getpixel((639, 359)) == (16, 32, 48)
    halves = Image.new("RGBA", (100, 100), (200, 0, 0, 255))
    halves.paste((0, 0, 200, 255), (50, 0, 100, 100))
    filled = backdrop.of_picture(halves, AT)
    assert filled.size == (640, 360)
    assert filled.getpixel((10, 180)) == (200, 0, 0)
    assert filled.getpixel((630, 180)) == (0, 0, 200)


def test_a_transparent_picture_lies_on_black() -> None:
    assert backdrop.of_picture(Image.new("RGBA", (8, 8), (255, 255, 255, 0)), AT).getpixel((5, 5)) == (
        0,
        0,
        0,
    )


def test_the_presenters_blur_has_its_colours_and_no_edges() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = (200, 100, 40)
    blurred = np.asarray(backdrop.of_presenter(stripes, AT)).astype(int)
    assert blurred.shape == (360, 640, 3)
    assert np.abs(np.diff(blurred, axis=1)).max() <= 2
    assert np.allclose(blurred.mean(axis=(0, 1)), np.array([100, 50, 20]) * backdrop.DARKER, atol=4)
