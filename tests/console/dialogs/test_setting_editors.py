"""The editors of single settings: their buttons fill in what would be tedious to type."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.base.settings.composition_settings import CompositionSettings
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.program_settings import ProgramSettings
from vortex_gui.base.settings.settings import FolderSettings
from vortex_gui.base.settings.worker_wish import WorkerWish
from vortex_gui.console.dialogs.setting_editors import FILES, Editor, editor_of

FIELDS = {
    "composition": CompositionSettings.model_fields,
    "folders": FolderSettings.model_fields,
    "pipeline": PipelineSettings.model_fields,
    "program": ProgramSettings.model_fields,
}


def made(qtbot: QtBot, path: str) -> Editor:
    section, key = path.split(".")
    editor = editor_of(path, FIELDS[section][key], lambda: None)
    box = editor.box or editor.widget
    qtbot.addWidget(box)
    box.show()
    return editor


def button(editor: Editor) -> QToolButton:
    return present(present(editor.box).findChild(QToolButton))


def choose(editor: Editor, *words: str) -> None:
    """Goes through the menu of the button."""
    menu = present(button(editor).menu())
    for word in words[:-1]:
        found = next(action.menu() for action in menu.actions() if action.text() == word)
        assert isinstance(found, QMenu)
        menu = found
    action = next(action for action in menu.actions() if action.text() == words[-1])
    assert isinstance(action, QAction)
    action.trigger()


@pytest.mark.parametrize("name", ["output", "data"])
def test_a_folder_is_chosen_by_a_button(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    editor = made(qtbot, f"folders.{name}")
    editor.write(str(tmp_path / "not" / "there"))
    qtbot.mouseClick(button(editor), Qt.MouseButton.LeftButton)
    dialog = present(editor.widget.window().findChild(QFileDialog))
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.fileSelected.emit(str(tmp_path))
    assert editor.read() == str(tmp_path)
    dialog.reject()


def test_an_empty_folder_shows_the_usual_one(qtbot: QtBot) -> None:
    editor = made(qtbot, "folders.output")
    assert isinstance(editor.widget, QLineEdit)
    assert editor.widget.placeholderText() == str(FolderSettings().output_path)


def test_a_profile_of_ones_own_is_chosen_by_a_button(qtbot: QtBot, tmp_path: Path) -> None:
    editor = made(qtbot, "pipeline.profile")
    qtbot.mouseClick(button(editor), Qt.MouseButton.LeftButton)
    dialog = present(editor.widget.window().findChild(QFileDialog))
    dialog.fileSelected.emit(str(tmp_path / "mine.yaml"))
    assert isinstance(editor.widget, QComboBox)
    assert editor.read() == str(tmp_path / "mine.yaml")
    dialog.reject()


@pytest.mark.parametrize(
    ("path", "hint", "title", "suffix"),
    [
        ("program.filler", "a card with title and time", "Choose a clip", "mp4"),
        ("composition.background_picture", "none", "Choose a picture", "png"),
        ("composition.logo", "none", "Choose a picture", "webp"),
        ("composition.font", "the font that comes with the program", "Choose a font", "ttf"),
    ],
)
def test_a_file_is_chosen_by_a_button(
    qtbot: QtBot, tmp_path: Path, path: str, hint: str, title: str, suffix: str
) -> None:
    editor = made(qtbot, path)
    assert isinstance(editor.widget, QLineEdit)
    assert editor.widget.placeholderText() == hint
    editor.write(str(tmp_path / f"old.{suffix}"))
    assert button(editor).toolTip() == f"{title} …"
    qtbot.mouseClick(button(editor), Qt.MouseButton.LeftButton)
    dialog = present(editor.widget.window().findChild(QFileDialog))
    assert dialog.windowTitle() == title
    assert f"*.{suffix}" in dialog.nameFilters()[0]
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.fileSelected.emit(str(tmp_path / f"new.{suffix}"))
    assert editor.read() == str(tmp_path / f"new.{suffix}")
    dialog.reject()


def test_precisions_are_chosen_role_by_role(qtbot: QtBot) -> None:
    editor = made(qtbot, "pipeline.precision_overrides")
    assert editor.read() == {}
    menu = present(button(editor).menu())
    first, second = (action.text() for action in menu.actions()[:2])
    choose(editor, first, "int8")
    choose(editor, second, "fp32")
    written = editor.read()
    assert isinstance(written, dict)
    assert sorted(written.values()) == ["fp32", "int8"]
    choose(editor, first, "as the profile says")
    choose(editor, second, "as the profile says")
    assert editor.read() == {}


@pytest.mark.parametrize("text", ["clip_b: int8, flux: fp16", "{clip_b: int8, flux: fp16}"])
def test_precisions_are_typed_with_braces_or_without(qtbot: QtBot, text: str) -> None:
    editor = made(qtbot, "pipeline.precision_overrides")
    assert isinstance(editor.widget, QLineEdit)
    editor.widget.setText(text)
    assert editor.read() == {"clip_b": "int8", "flux": "fp16"}
    editor.write(editor.read())
    assert editor.widget.text() == "clip_b: int8, flux: fp16"


def test_every_button_says_what_it_does(qtbot: QtBot) -> None:
    for path in (
        *("folders.output", "folders.data", "pipeline.profile", "pipeline.precision_overrides"),
        *FILES,
    ):
        editor = made(qtbot, path)
        pressed = button(editor)
        assert pressed.accessibleName() == pressed.toolTip() != ""
        assert isinstance(pressed, QWidget)


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ("auto", "auto"),
        (3, "3"),
        ([WorkerWish(device="cpu", threads=2), WorkerWish()], "[{device: cpu, threads: 2}, {}]"),
    ],
)
def test_workers_are_typed_as_yaml(qtbot: QtBot, wish: object, text: str) -> None:
    editor = made(qtbot, "pipeline.workers")
    assert isinstance(editor.widget, QLineEdit)
    editor.write(wish)
    assert editor.widget.text() == text
    assert PipelineSettings.model_validate({"workers": editor.read()}).workers == wish
