"""The graph's axes in round steps."""

from __future__ import annotations

import pytest

from vortex_gui.console.memory.axes import AgoAxis, ByteAxis, round_step


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


def test_time_is_told_before_the_right_edge(qapp: object) -> None:
    axis = AgoAxis()
    axis.edge = "held"
    assert axis.tickStrings([0.0, -30.0, -120.0, -7200.0], 1.0, 30.0) == ["held", "−30 s", "−2 min", "−2 h"]
    ((step, values),) = axis.tickValues(-300.0, 0.0, 400.0)
    assert (step, values) == (60.0, [0.0, -60.0, -120.0, -180.0, -240.0])
