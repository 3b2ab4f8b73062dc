"""How late the window's loop is: quantiles over the last minute, told when they change."""

from __future__ import annotations

from vortex_gui.console.state.figures.shift_figures import DELAYS_KEPT, LoopDelay, ShiftFigures


def test_figures_are_those_of_the_last_minute_and_told_once() -> None:
    delay = LoopDelay()
    changes: list[float | None] = []
    delay.changed.connect(lambda: changes.append(delay.max_ms))
    delay.summarise()
    assert (delay.p50_ms, changes) == (None, [])
    for ms in (1.0, 2.0, 30.0):
        delay.record(ms)
    delay.summarise()
    delay.summarise()
    assert (delay.p50_ms, delay.max_ms, changes) == (2.0, 30.0, [30.0])
    for _ in range(DELAYS_KEPT):
        delay.record(5.0)
    delay.summarise()
    assert (delay.p50_ms, delay.p99_ms, delay.max_ms) == (5.0, 5.0, 5.0)


def test_what_is_not_known_of_the_shift_is_none() -> None:
    figures = ShiftFigures()
    assert (figures.p50_s, figures.p95_s, figures.console_bytes) == (None, None, None)
    told: list[int] = []
    figures.changed.connect(lambda: told.append(figures.done))
    figures.update(done=3)
    figures.update(done=3)
    assert told == [3]
