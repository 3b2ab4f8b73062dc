"""Whatever changes the recipe form can be undone: a preset, an opened recipe, typing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.recipe.draft.form_steps import MOST_CHARACTERS
from vortex_gui.console.recipe.draft.presets import preset_paths
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.recipe.more_editors import NEGATIVE
from vortex_gui.console.state.console_state import ConsoleState

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def write(form: RecipeForm, qtbot: QtBot, words: str) -> None:
    qtbot.keyClicks(form.editors.script, words)


@pytest.mark.parametrize("path", preset_paths(), ids=lambda path: path.stem)
def test_a_preset_over_own_text_is_told_and_ctrl_z_brings_the_text_back(
    form: RecipeForm, state: ConsoleState, qtbot: QtBot, path: Path
) -> None:
    write(form, qtbot, "My own words")
    own = form.draft()
    form.load_preset(path)
    assert form.draft() != own
    (told,) = state.notices.all()
    assert told.button is not None
    qtbot.keyClick(form.editors.script, Qt.Key.Key_Z, CONTROL)
    assert form.draft() == own
    assert state.notices.all() == ()
    qtbot.keyClick(form.editors.script, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert form.draft() != own


@pytest.mark.parametrize("field", ["script", "prompt", "negative", "seed", "fps"])
def test_ctrl_z_is_the_forms_in_every_field(form: RecipeForm, qtbot: QtBot, field: str) -> None:
    form.editors.more.unfold()
    write(form, qtbot, "Own")
    own = form.draft()
    form.load_preset(preset_paths()[0])
    form.editors.seed.lock.setChecked(True)
    editors = form.editors
    more = {"negative": editors.more.lines[NEGATIVE], "fps": editors.more.lines["slot_params.fps"]}
    places = {"script": editors.script, "prompt": editors.prompt, "seed": editors.seed_line, **more}
    for _ in range(3):
        qtbot.keyClick(places[field], Qt.Key.Key_Z, CONTROL)
    assert form.draft() in (own, {**own, "audio_track": {**own["audio_track"], "script": ""}})


def test_an_opened_recipe_is_undone_like_a_preset(
    form: RecipeForm, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    write(form, qtbot, "My own words")
    own = form.draft()
    form.set_recipe(recipe)
    (told,) = state.notices.all()
    assert told.button is not None
    told.button.press()
    assert form.draft() == own


def test_one_preset_after_another_costs_no_notice(form: RecipeForm, state: ConsoleState) -> None:
    first, second = preset_paths()[:2]
    form.load_preset(first)
    before = form.draft()
    form.load_preset(second)
    assert state.notices.all() == ()
    state.undo.undo()
    assert form.draft() == before


def test_typing_comes_back_in_pieces_and_the_choices_one_by_one(
    form: RecipeForm, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    form.set_recipe(recipe)
    state.undo.clear()
    before = form.draft()
    write(form, qtbot, "x" * (MOST_CHARACTERS + 10))
    form.editors.emotion.setCurrentText("sad")
    form.editors.speed.setValue(110)
    form.editors.expressions.set_values(("calm",))
    steps = 0
    while state.undo.next_undo is not None:
        state.undo.undo()
        steps += 1
    assert form.draft() == before
    assert steps == 5  # two pieces of typing and three choices


@pytest.mark.parametrize(
    "old", ["Hold on.", "Old", "A longer text of some sixty characters, which is replaced here."]
)
@pytest.mark.parametrize("field", ["script", "prompt"])
def test_one_undo_brings_back_the_text_that_was_typed_over(
    form: RecipeForm, qtbot: QtBot, field: str, old: str
) -> None:
    editor = {"script": form.editors.script, "prompt": form.editors.prompt}[field]
    qtbot.keyClicks(editor, old)
    before = form.draft()
    editor.selectAll()
    qtbot.keyClicks(editor, "Hello there")
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.toPlainText() == old
    assert form.draft() == before
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert editor.toPlainText() == "Hello there"


def test_a_letter_taken_back_while_typing_is_no_step_of_its_own(
    form: RecipeForm, state: ConsoleState, qtbot: QtBot
) -> None:
    before = form.draft()
    write(form, qtbot, "One w")
    for _ in range(2):
        qtbot.keyClick(form.editors.script, Qt.Key.Key_Backspace)
    write(form, qtbot, " two")
    state.undo.undo()
    assert form.draft() == before


def test_undo_leaves_the_cursor_where_it_changed_something(form: RecipeForm, state: ConsoleState) -> None:
    form.editors.script.setPlainText("One 😀 two three")
    form.editors.script.put_text("One 😀 two and three")
    assert form.editors.script.toPlainText() == "One 😀 two and three"
    assert form.editors.script.textCursor().position() == len("One 😀 two and ") + 1


def test_preset_that_cannot_be_read_is_no_step(
    form: RecipeForm, state: ConsoleState, qtbot: QtBot, tmp_path: Path
) -> None:
    write(form, qtbot, "Own")
    before = state.undo.next_undo
    (tmp_path / "bad.yaml").write_text("audio_track: {tempo: 3}\n")
    form.load_preset(tmp_path / "bad.yaml")
    assert state.undo.next_undo is before
