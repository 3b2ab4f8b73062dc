"""Inside the animation: down where the frames drawn so far are slow, up where there is room again."""

from __future__ import annotations

from vortex_gui.base.profile import Rung
from vortex_gui.pipeline.slot.pace.frame_pace import FramePace

LADDER = (Rung(name="full"), Rung(name="half", every=2), Rung(name="low", every=4, steps=3))


class Watch:
    """A clock, and a time that is left at its beginning."""

    def __init__(self, left_s: float) -> None:
        self.now = 100.0
        self._end = 100.0 + left_s

    def left_s(self) -> float:
        return self._end - self.now


def pace(watch: Watch, frames: int = 100, begin: int = 0) -> FramePace:
    return FramePace(LADDER[begin:], frames, watch.left_s, now=lambda: watch.now)


def draw(made: FramePace, watch: Watch, seconds: float, drawn: int, done: int) -> str:
    watch.now += seconds
    return made.chunk(drawn, done).name


def test_frames_that_come_in_time_stay_on_the_rung() -> None:
    watch = Watch(100.0)
    made = pace(watch)
    assert draw(made, watch, 8.0, 8, 8) == "full"
    assert draw(made, watch, 8.0, 16, 16) == "full"


def test_slow_frames_step_down_to_the_first_rung_that_is_in_time() -> None:
    watch = Watch(60.0)
    assert draw(pace(watch), watch, 8.0, 8, 8) == "half"
    watch = Watch(40.0)
    assert draw(pace(watch), watch, 8.0, 8, 8) == "low"


def test_where_none_is_in_time_the_lowest_is_nearest() -> None:
    watch = Watch(1.0)
    assert draw(pace(watch), watch, 8.0, 8, 8) == "low"


def test_a_cold_first_chunk_is_forgotten_and_the_rung_rises_again() -> None:
    watch = Watch(140.0)
    made = pace(watch)
    assert draw(made, watch, 16.0, 8, 8) == "half"
    assert draw(made, watch, 4.0, 16, 24) == "full"
    assert made.pace_s == 0.5


def test_it_rises_only_where_there_is_room_to_spare() -> None:
    watch = Watch(58.0)
    made = pace(watch)
    assert draw(made, watch, 8.0, 8, 8) == "half"
    assert draw(made, watch, 4.0, 16, 24) == "half", "76 frames would fill 38 of 46 s"
    watch.now -= 3.0
    assert draw(made, watch, 4.0, 24, 40) == "full"


def test_it_rises_no_higher_than_it_began() -> None:
    watch = Watch(1000.0)
    made = pace(watch, begin=1)
    assert draw(made, watch, 1.0, 8, 16) == "half"


def test_pieces_of_one_chunk_are_one_look() -> None:
    watch = Watch(60.0)
    made = pace(watch)
    assert draw(made, watch, 8.0, 8, 8) == "half"
    watch.now += 500
    assert made.chunk(8, 16).name == "half"


def test_it_follows_a_machine_that_slows_down() -> None:
    watch = Watch(600.0)
    made = pace(watch, frames=400)
    for chunk in range(1, 5):
        assert draw(made, watch, 8.0, 8 * chunk, 8 * chunk) == "full"
    for chunk in range(5, 13):
        draw(made, watch, 24.0, 8 * chunk, 8 * chunk)
    assert made.pace_s == 3.0
    assert made.rung.name != "full"


def test_after_the_last_frame_there_is_nothing_to_choose() -> None:
    watch = Watch(1.0)
    assert draw(pace(watch), watch, 50.0, 100, 100) == "full"
