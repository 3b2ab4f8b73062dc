"""The form says before Generate how long a slot takes, and whether its deadline can be met."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import STAGES
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.recipe.needs_line import NeedsLine
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.estimate import works_by_rung
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.forecast import BusyPlace, Needs, Outlook

Look = Callable[..., None]


@pytest.fixture
def look(state: ConsoleState, recipe: Recipe) -> Look:
    """Puts an outlook: the animation of the recipe takes 26 s, and the place is free in so many seconds."""

    def put(free_in_s: float = 0.0) -> None:
        frames = works_by_rung(recipe, state.profile)[0]["animation"]
        past = [
            StageTiming(s, 0, 26_000 if s == "animation" else 0, units=frames if s == "animation" else 1)
            for s in STAGES
        ]
        needs = Needs(state.profile, LearnedClock([past]))
        state.outlook.put(Outlook(1000.0, (BusyPlace(free_in_s, free_in_s),), (), needs))

    return put


@pytest.fixture
def line(qtbot: QtBot, state: ConsoleState) -> NeedsLine:
    made = NeedsLine(state)
    qtbot.addWidget(made)
    return made


def test_impossible_deadline_is_told_before_generating(line: NeedsLine, look: Look, recipe: Recipe) -> None:
    line.show_recipe(recipe.with_slot(deadline_sec=3))
    assert not line.isVisible()
    look()
    assert line.text() == "Needs about 26 s, due in 3 s: it would be late."
    assert line.is_late
    line.show_recipe(recipe.with_slot(deadline_sec=60))
    assert (line.text(), line.is_late) == ("Needs about 26 s, due in 1:00.", False)


def test_it_is_told_before_generating_that_no_worker_would_come_to_it(
    line: NeedsLine, look: Look, recipe: Recipe, state: ConsoleState
) -> None:
    look()
    line.show_recipe(recipe)
    usual = line.text()
    nobody = "This machine has no worker of its own, and no other machine has one now."
    state.worker.update(state=WorkerState.STOPPED, sentence=nobody)
    assert (line.text(), line.is_late) == (f"It would wait in the queue. {nobody}", True)
    state.worker.update(state=WorkerState.STARTING)
    assert (line.text(), line.is_late) == (usual, False)
    state.worker.update(state=WorkerState.STOPPED)
    state.set_read_only(True)
    line.show_recipe(recipe)
    assert not line.is_late, "then nothing can be generated anyway"


def test_the_queue_counts_too(line: NeedsLine, look: Look, recipe: Recipe) -> None:
    look(free_in_s=40.0)
    line.show_recipe(recipe.with_slot(deadline_sec=50))
    assert (
        line.text() == "Needs about 26 s, due in 50 s: only a lower rung is ready in time (every 3rd frame)."
    )
    line.show_recipe(recipe.with_slot(deadline_sec=42))
    assert line.is_late
    assert line.text().startswith("Needs about 26 s after ")
    assert line.text().endswith(" in the queue, due in 42 s: it would be late.")


def test_nothing_is_said_without_a_history_or_a_recipe(
    line: NeedsLine, look: Look, state: ConsoleState, recipe: Recipe
) -> None:
    look()
    line.show_recipe(None)
    assert line.text() == ""
    line.show_recipe(recipe)
    assert line.text() != ""
    state.outlook.put(None)
    assert not line.isVisible()


def test_form_shows_it_while_the_deadline_is_written(
    qtbot: QtBot, state: ConsoleState, asked: Asked, look: Look, recipe: Recipe
) -> None:
    form = RecipeForm(state, asked)
    qtbot.addWidget(form)
    form.set_recipe(recipe.with_slot(deadline_sec=3))
    look()
    assert form.needs.is_late
    form.set_recipe(recipe.with_slot(deadline_sec=100))
    assert not form.needs.is_late


def test_a_target_is_told_beside_the_need_and_nothing_is_late_for_it(
    line: NeedsLine, look: Look, state: ConsoleState, recipe: Recipe
) -> None:
    state.profile = state.profile.model_copy(update={"deadline_s": 30.0})
    look()
    line.show_recipe(recipe)
    assert (line.text(), line.is_late) == ("Needs about 26 s; the target is 30 s.", False)
    line.show_recipe(recipe.with_slot(deadline_sec=60))
    assert line.text() == "Needs about 26 s, due in 1:00."


def test_the_rung_that_budgets_choose_is_told(
    line: NeedsLine, look: Look, state: ConsoleState, recipe: Recipe
) -> None:
    state.profile = state.profile.model_copy(update={"deadline_s": 10.0})
    look(free_in_s=300.0)
    line.show_recipe(recipe)
    assert not line.is_late
    assert line.text().startswith("Needs about ")
    assert line.text().endswith(" on the rung that its budgets choose (every 3rd frame).")
