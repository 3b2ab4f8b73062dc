"""A jump of the system's clock is told once; the engine's own clock does not know of it."""

from __future__ import annotations

import time

import pytest

from vortex_gui.engine.watch.clock_watch import CLOCK_JUMP_S, ClockWatch


@pytest.mark.parametrize(("moved_s", "sentence"), [(3600, "moved by +3600 s"), (-90, "moved by -90 s")])
def test_a_jump_is_told_once_with_its_direction(
    monkeypatch: pytest.MonkeyPatch, moved_s: float, sentence: str
) -> None:
    system = [1000.0]
    monkeypatch.setattr(time, "time", lambda: system[0])
    watch = ClockWatch(lambda: 400.0)
    assert watch.look() == ""
    system[0] += moved_s
    assert sentence in watch.look()
    assert watch.look() == ""


def test_a_small_correction_is_no_jump_and_time_that_passes_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    system, engine = [1000.0], [400.0]
    monkeypatch.setattr(time, "time", lambda: system[0])
    watch = ClockWatch(lambda: engine[0])
    system[0] += CLOCK_JUMP_S
    assert watch.look() == ""
    system[0] += 7200
    engine[0] += 7200
    assert watch.look() == ""
