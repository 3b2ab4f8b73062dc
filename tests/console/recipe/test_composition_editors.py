"""The composition's editors: what is filled in comes back, and faults stand at their fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.console.recipe.composition_editors import CompositionEditors
from vortex_gui.console.recipe.editors import RecipeEditors
from vortex_gui.console.recipe.form import RecipeForm
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
    form.show_faults(["composition.presenter: choose one.", "composition.name: too long."])
    assert form.fields["composition.presenter"].fault == "Choose one."
    assert form.fields["composition.name"].fault == "Too long."


def test_a_picture_that_is_not_there_is_told_before_a_slot_is_made(
    qtbot: QtBot, state: ConsoleState, asked: Asked, recipe: Recipe, tmp_path: Path
) -> None:
    form = RecipeForm(state, asked)
    qtbot.addWidget(form)
    form.set_recipe(recipe)
    form.editors.composition.unfold()
    logo = form.editors.fields["composition.logo"]
    line = logo.editor
    assert isinstance(line, QLineEdit)
    line.setText(str(tmp_path / "gone.png"))
    qtbot.waitUntil(lambda: logo.fault == "No such file.")
    assert form.recipe() is None
    assert line.toolTip() == str(tmp_path / "gone.png")
    (tmp_path / "logo.png").write_bytes(b"picture")
    line.setText(str(tmp_path / "logo.png"))
    qtbot.waitUntil(lambda: form.recipe() is not None)
    assert logo.fault == ""


def test_what_excludes_another_field_is_told_at_it_and_leaves_the_columns_as_wide_as_they_were(
    qtbot: QtBot, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    form = RecipeForm(state, asked)
    qtbot.addWidget(form)
    form.resize(320, 1400)
    form.show()
    both = {"background_colour": "1b2a4a", "background_picture": "/a.png", "shape": "16:9"}
    form.set_draft(recipe.plain() | {"composition": both})
    fields, composition = form.editors.fields, form.editors.composition
    assert fields["composition.background_picture"].fault.startswith("Name either a background colour")
    assert not fields["composition.shape"].fault
    QApplication.processEvents()
    widths = [composition.shape.width(), composition.presenter.width()]
    form.set_draft(recipe.plain() | {"composition": {"shape": "9:16", "presenter": "left"}})
    assert fields["composition.presenter"].fault.startswith("A presenter on the side 'left'")
    for _ in range(10):
        QApplication.processEvents()
    assert [composition.shape.width(), composition.presenter.width()] == widths
    assert abs(widths[0] - widths[1]) < 20
