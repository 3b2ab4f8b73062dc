"""Where presenter and lower third stand in each shape."""

from __future__ import annotations

import pytest

from vortex_gui.base.recipe.composition import SHAPES, Side
from vortex_gui.pipeline.composition.places import Box, even, places


@pytest.mark.parametrize(
    ("shape", "side", "size", "presenter"),
    [
        ("16:9", "centre", (1280, 720), Box(280, 0, 720, 720)),
        ("16:9", "left", (1280, 720), Box(0, 0, 720, 720)),
        ("16:9", "right", (1280, 720), Box(560, 0, 720, 720)),
        ("9:16", "top", (720, 1280), Box(0, 0, 720, 720)),
        ("9:16", "centre", (720, 1280), Box(0, 280, 720, 720)),
        ("9:16", "bottom", (720, 1280), Box(0, 560, 720, 720)),
        ("1:1", "centre", (720, 720), Box(0, 0, 720, 720)),
    ],
)
def test_the_presenter_meets_two_edges(shape: str, side: Side, size: tuple[int, int], presenter: Box) -> None:
    known = {known: known for known in SHAPES}
    found = places(known[shape], 720, (256, 256), side)  # type: ignore[index]  # a text of the table above
    assert ((found.width, found.height), found.presenter) == (size, presenter)


@pytest.mark.parametrize("short", [240, 334, 512, 1080])
@pytest.mark.parametrize("picture", [(256, 256), (320, 256), (64, 2048)])
def test_all_is_even_and_nothing_leaves_the_picture(short: int, picture: tuple[int, int]) -> None:
    for shape in SHAPES:
        at = places(shape, short, picture, "centre")
        box, third = at.presenter, at.lower_third(even(short / 2), even(short / 6))
        for each in (box, third):
            assert not any(number % 2 for number in (each.left, each.top, each.width, each.height))
            assert each.within(at.whole) == each
        assert third.left >= at.margin
        assert third.bottom <= at.height - at.margin


def test_the_lower_third_leaves_the_face_free_where_there_is_room_below() -> None:
    high = places("9:16", 720, (256, 256), "centre")
    assert high.lower_third(300, 100).top >= high.presenter.bottom
    assert places("9:16", 720, (256, 256), "bottom").lower_third(300, 100).bottom == 1280 - 36
    assert places("16:9", 720, (256, 256), "centre").lower_third(300, 100) == Box(36, 584, 300, 100)


def test_boxes_meet_or_do_not() -> None:
    assert Box(0, 0, 10, 10).within(Box(8, 4, 10, 2)) == Box(8, 4, 2, 2)
    assert Box(0, 0, 10, 10).within(Box(10, 0, 5, 5)) is None
    assert Box(3, 5, 4, 1).even() == Box(2, 4, 6, 2)
