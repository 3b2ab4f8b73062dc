"""What is known of the slots that are not over: their rows, their progress, and how long they will take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.rows import RECIPE, row
from vortex_gui.base.profile import load_profile
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import STAGES
from vortex_gui.engine.facts.estimate import PastSlot
from vortex_gui.engine.live_slots import AHEAD, FRESH, LiveSlots
from vortex_gui.wire.protocol import StageFinished, StageProgress, StageStarted


@pytest.fixture
def live(tmp_path: Path) -> LiveSlots:
    """Two slots of four words; a past slot of four words took ten seconds of animation and nothing else."""
    found = LiveSlots(load_profile("mini"))
    stages = tuple(StageTiming(s, 0.0, 10_000.0 if s == "animation" else 0.0) for s in STAGES)
    found.learn([PastSlot(RECIPE.to_json(), stages)])
    for number in (1, 2):
        found.keep(row(tmp_path, number))
    return found


def left(live: LiveSlots, slot_id: int, *order: int) -> float | None:
    found = live.time_left(slot_id, order)
    return None if found is None else found.high_s


def test_a_slot_waits_for_those_before_it(live: LiveSlots) -> None:
    assert left(live, 1, 1, 2) == 10
    assert left(live, 2, 1, 2) == 20
    assert left(live, 2, 2, 1) == 10
    assert left(live, 2, 1) is None


def test_progress_shortens_the_time_left_and_another_begin_gives_it_back(live: LiveSlots) -> None:
    live.take(StageProgress(1, "animation", 30, 120, 1))
    assert left(live, 1, 1) == pytest.approx(7.5)
    live.take(StageFinished(1, "animation", 0.0, 5.0, 1, 1))
    assert left(live, 1, 1) == 0
    live.forget_progress(1)
    assert left(live, 1, 1) == 10


def test_another_take_begins_with_all_its_time_left(live: LiveSlots) -> None:
    for stage in STAGES:
        live.take(StageStarted(1, stage, 0.0, 1))
        live.take(StageFinished(1, stage, 0.0, 5.0, 1, 1))
    assert left(live, 1, 1) == 0
    live.take(StageStarted(1, "actor", 6.0, 1))
    live.take(StageStarted(1, "speech", 6.0, 1))
    live.take(StageFinished(1, "speech", 6.0, 7.0, 1, 1))
    assert left(live, 1, 1) == 10


def test_progress_of_an_unknown_size_is_no_progress(live: LiveSlots) -> None:
    live.take(StageProgress(1, "animation", 3, 0, 1))
    assert left(live, 1, 1) == 10


def test_a_slot_that_is_over_is_gone_with_its_progress(live: LiveSlots, tmp_path: Path) -> None:
    live.take(StageProgress(1, "animation", 1, 2, 1))
    assert live.drop(1).slot_id == 1
    assert live.get(1) is None
    live.keep(row(tmp_path, 1))
    assert left(live, 1, 1) == 10


def test_the_usual_seconds_of_a_slots_own_stages_come_whole_with_the_time_left(live: LiveSlots) -> None:
    live.take(StageProgress(1, "animation", 60, 120, 1))
    found = live.time_left(2, (1, 2))
    assert found is not None
    assert found.high_s == pytest.approx(15)
    assert found.stages == {**dict.fromkeys(STAGES, 0.0), "animation": pytest.approx(10)}


def test_outlook_begins_when_the_running_slot_ends(live: LiveSlots) -> None:
    live.take(StageProgress(1, "animation", 60, 120, 1))
    ahead = live.outlook(100.0, [1], [2], 1).forecasts()
    assert {number: found.high_at for number, found in ahead.items()} == {2: pytest.approx(115.0)}
    beside = live.outlook(100.0, [1], [2], 2).forecasts()
    assert beside[2].high_at == pytest.approx(110.0)


def test_outlook_is_empty_without_a_place_or_a_past(live: LiveSlots, tmp_path: Path) -> None:
    assert live.outlook(0.0, [], [1, 2], 0).forecasts() == {}
    live.learn([])
    live.keep(row(tmp_path, 3))
    assert live.outlook(0.0, [], [3], 1).forecasts() == {}
    assert live.outlook(0.0, [1], [2], 2).forecasts() == {}


def test_outlook_learns_few_slots_at_a_time_and_keeps_what_it_knew(live: LiveSlots, tmp_path: Path) -> None:
    """The window waits for it: 10,000 waiting slots may cost no pause."""
    numbers = range(1, 3 * FRESH + 1)
    for number in numbers:
        live.keep(row(tmp_path, number))

    def seen() -> int:
        return len(live.outlook(0.0, [], numbers, 1).forecasts())

    assert [seen(), seen(), seen(), seen()] == [FRESH, 2 * FRESH, 3 * FRESH, 3 * FRESH]
    stages = tuple(StageTiming(s, 0.0, 20_000.0 if s == "animation" else 0.0) for s in STAGES)
    live.learn([PastSlot(RECIPE.to_json(), stages)])
    ahead = live.outlook(0.0, [], numbers, 1).forecasts()
    assert len(ahead) == 3 * FRESH
    assert ahead[1].high_at == 20.0
    last = 3 * FRESH
    assert ahead[last].high_at - ahead[last - 1].high_at == pytest.approx(10.0)


def test_outlook_ends_at_its_horizon(live: LiveSlots) -> None:
    waiting = live.outlook(0.0, [], [1] * (AHEAD + 5), 1).waiting
    assert len(waiting) == AHEAD
