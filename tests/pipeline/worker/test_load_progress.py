"""A load's bytes reach the console a few times a second, with the time left of the model."""

from __future__ import annotations

from vortex_gui.pipeline.worker.load_progress import LoadReporter
from vortex_gui.wire.protocol import LoadProgress


class Times:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_bytes_are_told_in_turns_and_time_is_left_once_it_can_be_told() -> None:
    sent: list[LoadProgress] = []
    clock = Times()
    reporter = LoadReporter(sent.append, clock)
    reporter.on_load("loading", "flux", 0, 5)
    for step in range(101):
        clock.now = step * 0.1
        reporter.on_load_bytes("quantising", "flux", step * 10, 1000)
    assert sent[0] == LoadProgress("loading", "flux", 0, 5)
    assert len(sent) < 50
    middle = next(event for event in sent if event.bytes_done and event.bytes_done >= 500)
    assert middle.seconds_left is not None
    assert abs(middle.seconds_left - 5) < 1
    assert sent[-1].bytes_done == sent[-1].bytes_total == 1000


def test_each_phase_has_its_own_speed() -> None:
    sent: list[LoadProgress] = []
    clock = Times()
    reporter = LoadReporter(sent.append, clock)
    reporter.on_load_bytes("quantising", "flux", 0, 100)
    clock.now = 100.0
    reporter.on_load_bytes("keeping prepared weights", "flux", 10, 100)
    assert sent[-1].seconds_left is None
    clock.now = 102.0
    reporter.on_load_bytes("keeping prepared weights", "flux", 50, 100)
    assert sent[-1].seconds_left == 2.5
