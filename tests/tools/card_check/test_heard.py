"""A cancel is judged by steps first, and by a clock that a busy machine stretches alike."""

from __future__ import annotations

from tools.card_check.heard import Heard, limit_s


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_quiet_machine_has_a_second_and_a_busy_one_its_own_steps() -> None:
    assert limit_s(0.2) == 1.0
    assert limit_s(2.0) == 3.0


def test_the_longest_step_is_found_within_each_stage() -> None:
    clock = Clock()
    heard = Heard(clock=clock)
    heard.on_stage_started("speech", 0.0)
    heard.on_stage_started("actor", 0.0)
    for _ in range(4):
        clock.now += 0.25
        heard.on_progress("actor", 1, 4)
    heard.on_stage_finished("speech", 0.0, 0.0, 1)
    assert heard.longest_step_s == 1.0


def test_the_flag_is_set_when_its_stage_begins() -> None:
    clock = Clock()
    heard = Heard("actor", clock)
    heard.on_stage_started("speech", 0.0)
    assert not heard.cancel.is_set()
    clock.now += 1
    heard.on_stage_started("actor", 0.0)
    assert heard.cancel.is_set()
    assert heard.cancelled_at == 101.0


def test_a_step_after_the_cancel_is_told() -> None:
    heard = Heard("animation")
    heard.on_stage_started("animation", 0.0)
    assert heard.went_on == []
    heard.on_progress("animation", 8, 24)
    assert heard.went_on == ["animation"]


def test_the_stage_beside_it_may_end_the_step_that_it_is_in() -> None:
    heard = Heard("speech")
    heard.on_stage_started("speech", 0.0)
    heard.on_stage_started("actor", 0.0)
    heard.on_progress("actor", 1, 4)
    assert heard.went_on == []
    heard.on_progress("actor", 2, 4)
    assert heard.went_on == ["actor"]


def test_a_later_stage_that_begins_is_told() -> None:
    heard = Heard("actor")
    for stage in ("actor", "animation"):
        heard.on_stage_started(stage, 0.0)
    assert heard.went_on == ["animation"]
