"""What is known of the slots that are not over: their rows, their progress, and how long they will take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.rows import RECIPE, row
from vortex_gui.base.profile import load_profile
from vortex_gui.base.report import StageTiming
from vortex_gui.base.stages import STAGES
from vortex_gui.engine.facts.estimate import PastSlot
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.wire.protocol import StageFinished, StageProgress


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
    live.take(StageProgress(1, "animation", 30, 120))
    assert left(live, 1, 1) == pytest.approx(7.5)
    live.take(StageFinished(1, "animation", 0.0, 5.0, 1))
    assert left(live, 1, 1) == 0
    live.forget_progress(1)
    assert left(live, 1, 1) == 10


def test_progress_of_an_unknown_size_is_no_progress(live: LiveSlots) -> None:
    live.take(StageProgress(1, "animation", 3, 0))
    assert left(live, 1, 1) == 10


def test_a_slot_that_is_over_is_gone_with_its_progress(live: LiveSlots, tmp_path: Path) -> None:
    live.take(StageProgress(1, "animation", 1, 2))
    assert live.drop(1).slot_id == 1
    assert live.get(1) is None
    live.keep(row(tmp_path, 1))
    assert left(live, 1, 1) == 10


def test_the_usual_seconds_of_a_slots_own_stages_come_whole_with_the_time_left(live: LiveSlots) -> None:
    live.take(StageProgress(1, "animation", 60, 120))
    found = live.time_left(2, (1, 2))
    assert found is not None
    assert found.high_s == pytest.approx(15)
    assert found.stages == {**dict.fromkeys(STAGES, 0.0), "animation": pytest.approx(10)}
