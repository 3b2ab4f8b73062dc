"""A dock's share of the window."""

from __future__ import annotations

import pytest

from vortex_gui.console.shell.layouts.places import Extent


@pytest.mark.parametrize(
    ("extent", "whole", "points"),
    [
        (Extent(300), 1000, 300),
        (Extent(300, share=0.25), 1000, 250),
        (Extent(300, grows=0.5), 1000, 500),
        (Extent(300, share=0.4, grows=0.5), 1000, 400),
    ],
)
def test_extent_has_its_points_grows_with_the_window_and_never_takes_too_much(
    extent: Extent, whole: int, points: int
) -> None:
    assert extent.of(whole) == points
