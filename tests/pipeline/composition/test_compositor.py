"""Frames laid into a still, in the colours of video, against the same picture made by Pillow."""

from __future__ import annotations

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vortex_gui.base.recipe.composition import SHAPES, Shape
from vortex_gui.pipeline.composition.compositor import Compositor
from vortex_gui.pipeline.composition.overlay import Item
from vortex_gui.pipeline.composition.places import Box, Places, places
from vortex_gui.pipeline.composition.video_colours import in_video_colours, planar, plane_of

GREEN = (30, 160, 70)


def presenter(side: int = 64) -> NDArray[np.uint8]:
    """Smooth, so that halved colours are no matter: uint8 (3,H,W)."""
    ramp = np.linspace(60, 200, side)
    return np.stack(
        [ramp[None] + 0 * ramp[:, None], ramp[:, None] + 0 * ramp[None], 0 * ramp[:, None] + 90 + 0 * ramp]
    ).astype(np.uint8)


def seen(frame: av.VideoFrame) -> NDArray[np.int64]:
    """RGB of a frame as `tag_colours` names it."""
    rgb = frame.reformat(
        format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    )
    picture: NDArray[np.int64] = rgb.to_ndarray().astype(np.int64)
    return picture


def expected(at: Places, items: list[Item], side: int) -> NDArray[np.int64]:
    box = at.presenter
    whole = Image.new("RGBA", (at.width, at.height), (*GREEN, 255))
    inner = Image.fromarray(presenter(side).transpose(1, 2, 0))
    whole.paste(inner.resize((box.width, box.height), Image.Resampling.BICUBIC), (box.left, box.top))
    for item in items:
        whole.alpha_composite(item.picture, (item.box.left, item.box.top))
    return np.asarray(whole.convert("RGB")).astype(np.int64)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("short", [256, 246])
def test_a_composed_frame_is_the_picture_that_pillow_makes(shape: Shape, short: int) -> None:
    at = places(shape, short, (64, 64), "centre")
    panel = Item(Box(12, at.height - 72, 160, 60), Image.new("RGBA", (160, 60), (20, 30, 40, 150)))
    badge = Item(Box(at.width - 52, 10, 40, 40), Image.new("RGBA", (40, 40), (240, 200, 60, 255)))
    items = [panel, badge]
    made = Compositor(at, Image.new("RGB", (at.width, at.height), GREEN), items)
    assert (made.width, made.height) == (at.width, at.height)
    found, wanted = seen(made.compose(presenter())), expected(at, items, 64)
    assert found.shape == wanted.shape
    off = np.abs(found - wanted)
    assert np.median(off) <= 2
    inside = np.ones(off.shape[:2], bool)
    for box in (panel.box, badge.box, at.presenter):  # halved colours run over a hard edge by a pixel
        for edge in (box.left, box.right):
            inside[:, max(0, edge - 4) : edge + 4] = False
        for edge in (box.top, box.bottom):
            inside[max(0, edge - 4) : edge + 4] = False
    assert off[inside].max() <= 6


def test_each_frame_begins_with_a_fresh_still() -> None:
    at = places("16:9", 256, (64, 64), "left")
    cover = Item(Box(0, 100, 300, 60), Image.new("RGBA", (300, 60), (0, 0, 0, 128)))
    made = Compositor(at, Image.new("RGB", (at.width, at.height), GREEN), [cover])
    first, dark = seen(made.compose(presenter())), np.zeros((3, 64, 64), np.uint8)
    made.compose(dark)
    assert np.array_equal(seen(made.compose(presenter())), first)


def test_a_frame_of_its_own_size_keeps_its_colours() -> None:
    picture = presenter(60)
    frame = in_video_colours(planar(picture))
    assert (frame.width, frame.height, frame.format.name) == (60, 60, "yuv420p")
    assert np.abs(seen(frame) - picture.transpose(1, 2, 0)).max() <= 6
    assert plane_of(frame.planes[0]).shape[0] == 60
