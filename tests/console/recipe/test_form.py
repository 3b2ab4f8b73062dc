"""The recipe form: what is written becomes a recipe, or a fault beside its field."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe, load_recipe
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.parts.labels.plain_text import PlainLabel
from vortex_gui.console.recipe.draft.presets import preset_paths
from vortex_gui.console.recipe.form import RecipeForm

HINT_SIDES = 20
"""What a line's border and its inner space take of its width."""


def button(form: RecipeForm, name: str) -> QPushButton:
    return present(form.findChild(QPushButton, name))


def test_at_least_eight_presets_ship_and_all_are_right(form: RecipeForm) -> None:
    assert len(preset_paths()) >= 8
    for path in preset_paths():
        form.load_preset(path)
        assert form.faults() == {}, path
        assert form.recipe() == load_recipe(path)


def test_presets_use_words_that_the_small_models_know() -> None:
    import re

    from tools.mini.captions import vocabulary

    known = set(vocabulary())
    for path in preset_paths():
        prompt = load_recipe(path).visual_track.prompt.lower()
        assert set(re.findall(r"[a-z]+", prompt)) <= known, path


def test_empty_form_says_what_is_missing_and_cannot_generate(form: RecipeForm, asked: Asked) -> None:
    form.set_draft({})
    assert {"audio_track.script", "visual_track.prompt"} <= form.faults().keys()
    assert not button(form, "generate").isEnabled()
    assert "audio_track.script" in button(form, "generate").toolTip()
    form.generate()
    assert asked.calls == []


def test_generate_asks_for_what_is_written(
    form: RecipeForm, asked: Asked, recipe: Recipe, qtbot: QtBot
) -> None:
    form.set_recipe(recipe)
    qtbot.mouseClick(button(form, "generate"), Qt.MouseButton.LeftButton)
    assert asked.calls == [("generate", recipe, 1)]


def test_generate_n_asks_for_as_many_as_the_counter_says(
    form: RecipeForm, asked: Asked, recipe: Recipe, qtbot: QtBot
) -> None:
    form.set_recipe(recipe)
    form._copies.setValue(7)
    qtbot.mouseClick(button(form, "generateN"), Qt.MouseButton.LeftButton)
    assert asked.calls == [("generate", recipe, 7)]


def test_501_words_are_told_beside_the_script(form: RecipeForm, recipe: Recipe) -> None:
    form.set_recipe(recipe)
    form.editors.script.setPlainText("word " * 501)
    assert form.recipe() is None
    assert "501 words" in form.faults()["audio_track.script"]
    assert form.editors.fields["audio_track.script"].note.text().startswith("501 / 500 words")


def test_number_out_of_range_unfolds_its_section(form: RecipeForm, recipe: Recipe) -> None:
    form.set_recipe(recipe)
    form.editors.more.make()
    editor = form.editors.more.lines["slot_params.fps"]
    assert not editor.isVisible()
    editor.setText("90")
    assert editor.isVisible()
    assert form.faults() == {"slot_params.fps": "90 is too many; up to 24 is allowed by this profile."}
    editor.setText("a lot")
    assert "is not a whole number" in form.faults()["slot_params.fps"]
    editor.clear()
    assert form.faults() == {}


def test_unlocked_seed_is_left_to_each_slot(form: RecipeForm, recipe: Recipe) -> None:
    form.set_recipe(recipe)
    assert present(form.recipe()).slot_params.seed == recipe.slot_params.seed
    form.editors.seed.lock.setChecked(False)
    assert present(form.recipe()).slot_params.seed is None
    form.editors.seed.lock.setChecked(True)
    assert present(form.recipe()).slot_params.seed is not None


def test_dice_draw_a_seed_and_lock_it(form: RecipeForm, recipe: Recipe, qtbot: QtBot) -> None:
    form.set_recipe(recipe.with_slot(seed=None))
    dice = next(b for b in form.findChildren(QToolButton) if "Draw a random seed" in b.toolTip())
    qtbot.mouseClick(dice, Qt.MouseButton.LeftButton)
    assert form.editors.seed.lock.isChecked()
    assert present(form.recipe()).slot_params.seed is not None


def test_expressions_are_added_and_taken_out(form: RecipeForm, recipe: Recipe, qtbot: QtBot) -> None:
    form.set_recipe(recipe)
    before = form.editors.expressions.values
    form.editors.expressions._append("calm")
    assert present(form.recipe()).visual_track.expression_sequence == (*before, "calm")
    chip = form.editors.expressions.findChildren(QPushButton, "chip")[0]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert present(form.recipe()).visual_track.expression_sequence == (*before[1:], "calm")
    form.editors.expressions.set_values(())
    assert "visual_track.expression_sequence" in form.faults()


def test_save_and_open_give_the_recipe_back(form: RecipeForm, recipe: Recipe, tmp_path: Path) -> None:
    form.set_recipe(recipe)
    form.save_to(tmp_path / "mine.yaml")
    form.set_draft({})
    form.load_preset(tmp_path / "mine.yaml")
    assert form.recipe() == recipe


def test_faulty_file_is_told_and_changes_nothing(
    form: RecipeForm, recipe: Recipe, asked: Asked, tmp_path: Path
) -> None:
    form.set_recipe(recipe)
    (tmp_path / "bad.yaml").write_text("audio_track: {script: '', tempo: 3}\n")
    form.load_preset(tmp_path / "bad.yaml")
    assert form.recipe() == recipe
    name, severity, text, remedy, _ = asked.calls[-1]
    assert (name, severity) == ("notify", "error")
    assert "bad.yaml" in text
    assert "audio_track.tempo" in remedy


def test_voice_the_profile_lacks_is_told(form: RecipeForm, recipe: Recipe) -> None:
    draft = recipe.model_dump(mode="json")
    draft["audio_track"]["voice_id"] = "nobody"
    form.set_draft(draft)
    assert "unknown voice" in form.faults()["audio_track.voice_id"].lower()


def test_draft_survives_even_when_it_is_wrong(form: RecipeForm) -> None:
    form.set_draft({"audio_track": {"script": "half a thou"}, "slot_params": {"deadline_sec": "soon"}})
    draft = form.draft()
    form.set_draft({})
    form.set_draft(draft)
    assert form.draft() == draft


def test_open_dialog_is_opened_without_a_nested_loop(form: RecipeForm, qtbot: QtBot) -> None:
    form.ask_open()
    dialog = present(form.findChild(QFileDialog))
    assert dialog.isVisible()
    dialog.reject()


def test_every_editor_has_a_name_for_a_screen_reader(form: RecipeForm) -> None:
    for section in (form.editors.own, form.editors.composition, form.editors.more):
        section.unfold()
    assert len(form.editors.fields) > 20
    nameless = [path for path, field in form.editors.fields.items() if not field.editor.accessibleName()]
    assert nameless == []


@pytest.mark.parametrize("name", ["mine.yaml", "<b>mine.yaml"])
def test_a_file_that_is_there_is_replaced_after_a_question(
    form: RecipeForm, recipe: Recipe, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text("old")
    form.set_recipe(recipe)
    form.ask_save()
    dialog = present(form.findChild(QFileDialog))
    assert dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.fileSelected.emit(str(path))
    question = present(form.findChild(Question))
    assert path.read_text() == "old"
    assert any(name in label.text() for label in question.findChildren(PlainLabel))
    qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    assert load_recipe(path) == recipe
    dialog.reject()


def test_a_new_file_is_saved_without_a_question(form: RecipeForm, recipe: Recipe, tmp_path: Path) -> None:
    form.set_recipe(recipe)
    form.ask_save()
    dialog = present(form.findChild(QFileDialog))
    dialog.fileSelected.emit(str(tmp_path / "new.yaml"))
    assert form.findChild(Question) is None
    assert load_recipe(tmp_path / "new.yaml") == recipe
    dialog.reject()


def test_a_kept_presenter_comes_with_its_prompt_and_leaves_the_words(
    form: RecipeForm, recipe: Recipe
) -> None:
    form.set_recipe(recipe)
    form.keep_presenter(ActorSource(slot=12), "a presenter with green skin")
    draft = form.draft()
    assert draft["visual_track"]["actor"] == {"slot": 12}
    assert draft["visual_track"]["prompt"] == "a presenter with green skin"
    assert draft["audio_track"] == {
        name: value for name, value in recipe.plain()["audio_track"].items() if name != "sound"
    }
    form._state.undo.undo()
    assert "actor" not in form.draft()["visual_track"]


def test_a_file_that_is_not_there_holds_generate(form: RecipeForm, recipe: Recipe, qtbot: QtBot) -> None:
    form.set_recipe(recipe)
    form.editors.own.unfold()
    form.editors.own.sound.line.setText("/no/such/words.wav")
    qtbot.waitUntil(lambda: not button(form, "generate").isEnabled())
    assert form.faults() == {"audio_track.sound": "No such file."}
    form.editors.own.sound.line.clear()
    assert form.faults() == {}
    assert button(form, "generate").isEnabled()


def test_script_comes_into_sight_with_the_keyboard(form: RecipeForm, qtbot: QtBot) -> None:
    form.resize(320, 420)
    form.show()
    form.editors.more.unfold()
    bar = present(form.findChild(QScrollArea)).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300)
    bar.setValue(bar.maximum())
    form.focus_script()
    script = form.editors.script
    qtbot.waitUntil(lambda: script.visibleRegion().boundingRect() == script.rect())


def test_hints_of_empty_lines_have_room_in_the_narrowest_form(form: RecipeForm, qtbot: QtBot) -> None:
    form.resize(320, 900)
    form.show()
    for section in (form.editors.own, form.editors.composition, form.editors.more):
        section.unfold()
    qtbot.waitUntil(lambda: form.editors.more.lines != {})
    QApplication.processEvents()
    for line in form.findChildren(QLineEdit):
        hint = line.placeholderText()
        if line.isVisible() and hint:
            assert line.fontMetrics().horizontalAdvance(hint) <= line.width() - HINT_SIDES, hint
