"""The list of presets names the one that the form holds, while it holds just that."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import load_recipe
from vortex_gui.console.recipe.draft import presets
from vortex_gui.console.recipe.draft.presets import preset_paths, preset_title
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.recipe.preset_box import PresetBox
from vortex_gui.console.state.console_state import ConsoleState


@pytest.fixture
def form(qtbot: QtBot, state: ConsoleState, asked: Asked) -> RecipeForm:
    made = RecipeForm(state, asked)
    qtbot.addWidget(made)
    return made


def test_undo_takes_the_name_of_the_preset_away_and_redo_brings_it_back(
    form: RecipeForm, state: ConsoleState
) -> None:
    box, path = present(form.findChild(PresetBox)), preset_paths()[2]
    form.editors.script.setPlainText("My own words.")
    box.activated.emit(3)
    assert box.currentText() == preset_title(path)
    state.undo.undo()
    assert form.editors.script.toPlainText() == "My own words."
    assert box.currentIndex() == 0
    state.undo.redo()
    assert box.currentText() == preset_title(path)


def test_a_changed_preset_is_none_any_more(form: RecipeForm) -> None:
    box = present(form.findChild(PresetBox))
    form.load_preset(preset_paths()[0])
    assert box.currentText() == preset_title(preset_paths()[0])
    form.editors.script.setPlainText("Other words.")
    QApplication.processEvents()
    assert box.currentIndex() == 0


def test_the_first_line_of_the_list_is_no_preset_and_leaves_the_name_of_the_one_in_the_form(
    form: RecipeForm,
) -> None:
    box = present(form.findChild(PresetBox))
    form.load_preset(preset_paths()[1])
    before = form.draft()
    box.setCurrentIndex(0)  # as a choice does, before it is told
    box.activated.emit(0)
    assert form.draft() == before
    assert box.currentText() == preset_title(preset_paths()[1])


@pytest.mark.parametrize("path", preset_paths(), ids=lambda path: path.stem)
def test_a_preset_that_came_back_with_the_window_or_from_a_slot_has_its_name(
    form: RecipeForm, path: Path
) -> None:
    box, recipe = present(form.findChild(PresetBox)), load_recipe(path)
    form.load_preset(path)
    draft = form.draft()
    form.editors.script.setPlainText("My own words.")
    assert box.currentIndex() == 0
    form.set_draft(draft)
    assert box.currentText() == preset_title(path)
    form.editors.script.setPlainText("My own words.")
    form.set_recipe(recipe)
    assert box.currentText() == preset_title(path)


def test_a_preset_that_cannot_be_read_leaves_the_name_of_the_one_before(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(preset_paths()[0], tmp_path / "a-good-one.yaml")
    (tmp_path / "bad.yaml").write_text("audio_track: {tempo: 3}\n")
    monkeypatch.setattr(presets, "PRESETS", tmp_path)
    form = RecipeForm(state, asked)
    qtbot.addWidget(form)
    box = present(form.findChild(PresetBox))
    for before in ("Choose a preset …", "A good one"):
        box.setCurrentText("Bad")  # as a choice does, before it is told
        box.activated.emit(2)
        assert box.currentText() == before
        assert asked.calls.pop()[2] == "bad.yaml cannot be used."
        box.activated.emit(1)
