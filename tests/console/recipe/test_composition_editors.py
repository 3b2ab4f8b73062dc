"""The composition's editors: what is filled in comes back, and faults stand at their fields."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.console.recipe.composition_editors import CompositionEditors
from vortex_gui.console.recipe.editors import RecipeEditors
from vortex_gui.console.state.console_state import ConsoleState

WHOLE = {
    "shape": "16:9",
    "presenter": "right",
    "name": "Professor Sock",
    "line": "Science",
    "background_colour": "#1b2a4a",
    "logo": "/pictures/logo.png",
    "short_side": 720,
}


@pytest.fixture
def editors(qtbot: QtBot) -> CompositionEditors:
    made = CompositionEditors()
    qtbot.addWidget(made)
    return made


def test_nothing_is_written_until_something_is_chosen(editors: CompositionEditors, qtbot: QtBot) -> None:
    assert editors.written() == {}
    assert editors.body.isHidden()
    editors.unfold()
    with qtbot.waitSignal(editors.changed):
        editors.shape.setCurrentText("9:16")
    assert editors.written() == {"shape": "9:16"}


def test_what_is_filled_in_comes_back_and_is_shown(editors: CompositionEditors) -> None:
    editors.fill(WHOLE)
    assert editors.written() == WHOLE
    assert not editors.body.isHidden()
    editors.fill({})
    assert editors.written() == {}


@pytest.mark.parametrize("damaged", [{"shape": 7, "name": [], "logo": None}, {"font": {}, "presenter": None}])
def test_a_damaged_draft_does_no_harm(editors: CompositionEditors, damaged: dict[str, object]) -> None:
    editors.fill(damaged)
    assert editors.written() == {}


def test_a_word_that_nobody_knows_is_shown_for_the_check(editors: CompositionEditors) -> None:
    editors.fill({"shape": "4:3"})
    assert editors.written() == {"shape": "4:3"}


def test_a_recipe_keeps_its_composition_in_the_form(
    qtbot: QtBot, state: ConsoleState, recipe: Recipe
) -> None:
    form = RecipeEditors(state.profile, lambda: state.settings.folders)
    qtbot.addWidget(form)
    composed = recipe_from_mapping(recipe.plain() | {"composition": WHOLE})
    form.fill(composed.plain())
    assert recipe_from_mapping(form.written()) == composed
    form.fill(recipe.plain())
    assert "composition" not in form.written()
    form.composition.unfold()
    form.show_faults(["composition: choose one.", "composition.name: too long."])
    assert form.fields["composition.shape"].fault == "Choose one."
    assert form.fields["composition.name"].fault == "Too long."
