"""The rundown queues its slots at their time, with a deadline, and passes over what cannot be queued."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.console.control.rundown.conftest import Sitting
from tests.console.state.rundown.test_rundown import clip, fixed, made, rundown
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.control.rundown.making import LOST, RundownMaking
from vortex_gui.console.state.rundown.items import RundownItem
from vortex_gui.console.state.rundown.rundown import LEAD_BEATS, Pace
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.read_only import EngineError


def recipe_item(recipe: Recipe, tmp_path: Path) -> RundownItem:
    file = tmp_path / "one.yaml"
    file.write_text(recipe.with_slot(seed=5, deadline_sec=None).to_yaml(), encoding="utf-8")
    return RundownItem(0, "One", path=file)


async def test_nothing_is_queued_off_air(sitting: Sitting) -> None:
    sitting.state.rundown.put(rundown(made("a")))
    sitting.making.look()
    await sitting.rest()
    assert sitting.queued == []


async def test_due_slot_is_queued_once_with_a_deadline_and_without_a_seed(
    sitting: Sitting, recipe: Recipe, tmp_path: Path
) -> None:
    state = sitting.state.rundown
    state.put(rundown(recipe_item(recipe, tmp_path), pace=Pace.BEAT, beat_s=45).start(steady_now()))
    sitting.making.look()
    sitting.making.look()
    await sitting.rest()
    sitting.making.look()
    await sitting.rest()
    (queued,) = sitting.queued
    assert queued.slot_params.deadline_sec == pytest.approx(45.0 * LEAD_BEATS, abs=1)
    assert queued.slot_params.seed is None
    assert state.items[0].slot_id == 1
    slot = state.items[0].slot
    assert slot is not None
    assert slot.due_at == pytest.approx(steady_now() + 90, abs=5)


async def test_recipe_keeps_its_own_deadline(sitting: Sitting, recipe: Recipe) -> None:
    item = RundownItem(0, "One", recipe=recipe.with_slot(deadline_sec=7.0))
    sitting.state.rundown.put(rundown(item).start(steady_now()))
    sitting.making.look()
    await sitting.rest()
    assert sitting.queued[0].slot_params.deadline_sec == 7.0


async def test_faulty_file_is_told_and_passed_over(sitting: Sitting, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("audio_track: 7", encoding="utf-8")
    broken = RundownItem(0, "Broken", path=file)
    sitting.state.rundown.put(rundown(broken, fixed(9), pace=Pace.BEAT).start(steady_now()))
    sitting.making.look()
    await sitting.rest()
    assert sitting.queued == []
    ((severity, text, more),) = sitting.told
    assert (severity, text) == (Severity.ERROR, "The rundown skipped Broken.")
    assert more["remedy"]
    assert sitting.state.rundown.items[0].slot == LOST
    coming = sitting.state.rundown.next_item()
    assert coming is not None
    assert coming.title == "Slot 9"


async def test_slot_that_the_engine_refuses_is_passed_over_and_told(sitting: Sitting, recipe: Recipe) -> None:
    sitting.fault = EngineError("The engine is not running.")
    sitting.state.rundown.put(rundown(RundownItem(0, "One", recipe=recipe)).start(steady_now()))
    sitting.making.look()
    await sitting.rest()
    assert sitting.failures == [sitting.fault]
    assert sitting.state.rundown.items[0].is_lost


async def test_console_that_only_looks_on_queues_nothing(sitting: Sitting, recipe: Recipe) -> None:
    sitting.state.set_read_only(True)
    sitting.state.rundown.put(rundown(RundownItem(0, "One", recipe=recipe)).start(steady_now()))
    sitting.making.look()
    await sitting.rest()
    assert sitting.queued == []


async def test_it_goes_on_when_the_systems_clock_is_set_back(
    sitting: Sitting, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = RundownItem(0, "One", recipe=recipe)
    value = rundown(item, loop=True, pace=Pace.BEAT, beat_s=0.001)  # over at each look
    sitting.state.rundown.put(value.start(steady_now()))
    sitting.making.look()
    await sitting.rest()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 3600)
    until = time.monotonic() + 10
    while len(sitting.queued) < 2 and time.monotonic() < until:
        sitting.making.look()
        await sitting.rest()
    assert len(sitting.queued) == 2


async def test_by_the_clock_the_next_begins_unless_a_player_keeps_the_time(sitting: Sitting) -> None:
    state = sitting.state.rundown
    state.put(rundown(fixed(1, 10), fixed(2, 10)).start(steady_now() - 11))
    state.attach_player()
    sitting.making.look()
    assert state.value.current_id == 1
    state.detach_player()
    sitting.making.look()
    assert state.value.current_id == 2


async def test_chosen_rows_are_queued_ahead_of_time_once(sitting: Sitting, recipe: Recipe) -> None:
    own = RundownItem(0, "Own", recipe=recipe.with_slot(deadline_sec=None))
    ready = RundownItem(0, "Ready", recipe=recipe, slots=(clip(4),))
    sitting.state.rundown.put(rundown(own, ready, fixed(5)))
    for _ in range(2):
        sitting.making.queue((1, 2, 3))
        await sitting.rest()
    (queued,) = sitting.queued
    assert queued.slot_params.deadline_sec is None
    assert sitting.state.rundown.items[0].slot_id == 1
    assert isinstance(sitting.making, RundownMaking)
