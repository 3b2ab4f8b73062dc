"""The graph's axes in round steps."""

from __future__ import annotations

from datetime import datetime

import pytest

from vortex_gui.console.memory.drawing.axes import (
    LEAST_TICKS,
    ByteAxis,
    TimeAxis,
    TimeScale,
    moment_text,
    round_step,
)


@pytest.mark.parametrize(
    ("high", "parts", "step"),
    [(10.0, 5, 2.0), (10.0, 4, 2.5), (11.0, 4, 5.0), (1.2e10, 6, 2e9), (9e8, 3, 5e8)],
)
def test_step_is_round_and_cuts_into_no_more_parts(high: float, parts: int, step: float) -> None:
    assert round_step(high, parts) == pytest.approx(step)
    assert high / step <= parts


def test_bytes_are_named_by_their_step(qapp: object) -> None:
    axis = ByteAxis()
    ((step, values),) = axis.tickValues(-1e9, 1.2e10, 300.0)
    assert axis.tickStrings(values, 1.0, step) == ["0", "2 GB", "4 GB", "6 GB", "8 GB", "10 GB"]
    assert axis.tickStrings([2.5e8], 1.0, 5e7) == ["250 MB"]
    assert axis.tickStrings([2.5e8], 1.0, 2.5e8) == ["0.25 GB"]


@pytest.mark.parametrize("height", [90.0, 110.0, 200.0, 260.0, 900.0])
@pytest.mark.parametrize("high", [8.6e8, 1.1e9, 2.5e9, 2.6e9, 5.1e9, 1.15e10, 2.4e10, 8.1e10])
def test_bytes_have_four_ticks_at_least(qapp: object, high: float, height: float) -> None:
    axis = ByteAxis()
    ((step, values),) = axis.tickValues(-1e8, high, height)
    assert LEAST_TICKS <= len(values) <= max(2 * LEAST_TICKS, height / 30)
    assert len(set(axis.tickStrings(values, 1.0, step))) == len(values)


def test_time_is_told_before_the_right_edge(qapp: object) -> None:
    axis = TimeAxis()
    axis.show_scale(TimeScale(edge="held"))
    assert axis.tickStrings([0.0, -30.0, -120.0, -7200.0], 1.0, 30.0) == ["held", "−30 s", "−2 min", "−2 h"]
    ((step, values),) = axis.tickValues(-300.0, 0.0, 400.0)
    assert (step, values) == (60.0, [0.0, -60.0, -120.0, -180.0, -240.0])


def test_time_of_a_slot_is_counted_from_its_begin() -> None:
    scale = TimeScale("since", right=90.5)
    assert [moment_text(value, scale) for value in (-90.5, -85.5, -0.5)] == ["0 s", "5 s", "1:30 min"]


def test_time_long_ago_is_told_by_the_clock_in_round_steps(qapp: object) -> None:
    axis = TimeAxis()
    right = 1_700_000_003.7
    axis.show_scale(TimeScale("clock", right=right))
    ((step, values),) = axis.tickValues(-60.0, 0.0, 500.0)
    assert step == 10.0
    told = axis.tickStrings(values, 1.0, step)
    assert told
    assert all(text[-1] == "0" and text.count(":") == 2 for text in told)
    assert told[0] == f"{datetime.fromtimestamp(round(right + values[0])):%H:%M:%S}"
