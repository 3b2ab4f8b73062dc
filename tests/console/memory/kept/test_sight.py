"""Zooming and moving along time, in figures."""

from __future__ import annotations

import numpy as np
import pytest

from vortex_gui.console.memory.kept.max_buckets import Columns
from vortex_gui.console.memory.kept.sight import LEAST_S, Reach, Sight, cut, span_for

DAY = Reach(0.0, 86_400.0, grows=True)


def test_zooming_at_the_right_edge_goes_on_with_now() -> None:
    near = Sight(300).zoomed(0.5, 1.0, DAY)
    assert near == Sight(150, None)
    assert near.limits(DAY) == (86_250.0, 86_400.0)


def test_the_moment_under_the_mouse_stays_where_it_is() -> None:
    before = Sight(300, 80_000.0)
    after = before.zoomed(0.5, 0.25, DAY)
    moment = before.limits(DAY)[0] + 0.25 * 300
    assert after.seconds == 150
    assert after.limits(DAY)[0] + 0.25 * 150 == pytest.approx(moment)


def test_no_zoom_leaves_what_there_is_to_see() -> None:
    assert Sight(300).zoomed(1e-9, 0.5, DAY).seconds == LEAST_S
    widest = Sight(300, 200.0).zoomed(1e9, 0.5, DAY)
    assert widest.limits(DAY) == (0.0, 86_400.0)


def test_moving_stops_at_both_ends_and_catches_up_with_now() -> None:
    assert Sight(300).moved(-0.5, DAY) == Sight(300, 86_250.0)
    assert Sight(300, 86_250.0).moved(0.5, DAY) == Sight(300, None)
    assert Sight(300, 400.0).moved(-5.0, DAY) == Sight(300, 300.0)
    still = Reach(0.0, 86_400.0, grows=False)
    assert Sight(300, 86_300.0).moved(9.0, still) == Sight(300, 86_400.0)


@pytest.mark.parametrize(
    ("end", "key"), [(None, "1 min"), (86_340.0, "5 min"), (86_000.0, "1 h"), (9.0, "24 h")]
)
def test_the_finest_span_that_reaches_back_so_far_is_read(end: float | None, key: str) -> None:
    assert span_for(Sight(60, end), DAY).key == key


def test_the_buckets_of_the_stretch_alone_are_cut_out() -> None:
    starts = np.arange(0, 100, 0.5)
    count = len(starts)
    columns = Columns(
        starts, starts.copy(), np.zeros((2, count)), np.zeros(count, np.uint8), np.ones(count, bool)
    )
    reach = Reach(0.0, 100.0, grows=True)
    span, part = cut(columns, 0.5, Sight(10, 60.0), reach)
    assert (span.columns, span.seconds) == (20, 10)
    assert (part.starts[0], part.starts[-1]) == (50.0, 59.5)
    assert part.values.shape == (2, 20)
