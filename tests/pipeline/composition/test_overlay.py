"""Lower third and logo: nothing of them is cut, and their text can be told from the panel."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from vortex_gui.base.recipe.composition import SHAPES, Shape
from vortex_gui.pipeline.composition import overlay
from vortex_gui.pipeline.composition.places import Places, places


def at(shape: Shape = "16:9", short: int = 720) -> Places:
    return places(shape, short, (256, 256), "centre")


@pytest.mark.parametrize("short", [240, 720, 1080])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_lower_third_holds_its_whole_text(shape: Shape, short: int) -> None:
    where = at(shape, short)
    name = overlay.letter("Ågjpq Ünlikely", overlay.NAME_SIZE, where, None)
    line = overlay.letter("Weather", overlay.LINE_SIZE, where, None)
    item = overlay.lower_third([(name, overlay.NAME_COLOUR), (line, overlay.LINE_COLOUR)], where)
    assert item.picture.size == (item.box.width, item.box.height)
    assert item.box.within(where.whole) == item.box
    bright = np.asarray(item.picture.convert("L")) > 128
    text = bright[:, round(overlay.BAR * short) + 2 :]
    assert text.any(axis=1).sum() > line.font.size
    assert not text[:2].any()
    assert not text[-2:].any()
    assert not text[:, -2:].any()
    assert name.font.size > line.font.size


def test_a_large_logo_is_made_smaller_and_a_small_one_stays() -> None:
    where = at()
    large = overlay.logo(Image.new("RGBA", (3000, 1000), (255, 0, 0, 255)), where)
    assert large.box.width <= 0.3 * 720 + 2
    assert large.box.height <= 0.13 * 720 + 2
    assert large.box.right <= 1280 - where.margin + 1
    small = overlay.logo(Image.new("RGBA", (31, 21), (255, 0, 0, 255)), where)
    assert int((np.asarray(small.picture.getchannel("A")) > 0).sum()) == 31 * 21
