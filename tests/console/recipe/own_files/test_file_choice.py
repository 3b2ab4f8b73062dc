"""A file's path in the form: looked at in the background, told what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from vortex_gui.console.recipe.own_files.file_choice import FileChoice


@pytest.fixture
def choice(qtbot: QtBot) -> FileChoice:
    made = FileChoice("none", "Choose a file", "Files (*.txt)", 1_000_000)
    qtbot.addWidget(made)
    return made


def test_a_file_that_cannot_be_used_is_told_and_a_whole_one_is_not(
    choice: FileChoice, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("x")
    with qtbot.waitSignals([choice.changed, choice.changed]):  # what is written, then what was found
        choice.line.setText(str(tmp_path / "none.txt"))
    assert choice.fault == "no such file"
    with qtbot.waitSignal(choice._reading.answered):
        choice.line.setText(str(tmp_path / "a.txt"))
        assert choice.fault == "", "the old fault goes at once"
    assert choice.fault == ""


def test_what_is_filled_in_is_no_change_but_its_fault_is(
    choice: FileChoice, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.assertNotEmitted(choice.changed):
        choice.put(str(tmp_path))
    qtbot.waitUntil(lambda: choice.fault == "a folder; a file is needed")


def test_the_home_folder_may_be_written_short(choice: FileChoice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    choice.line.setText("~/a.txt")
    assert choice.path() == Path("/home/me/a.txt")
    assert choice.whole_path() == "/home/me/a.txt"
    choice.line.setText("$NO_SUCH_THING/a.txt")
    assert choice.path() is None
    choice.line.clear()
    assert choice.path() is None


def test_the_button_opens_a_dialog_whose_file_is_written(
    choice: FileChoice, qtbot: QtBot, tmp_path: Path
) -> None:
    choice.ask()
    dialog = choice.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "b.txt"))
    assert choice.line.text() == str(tmp_path / "b.txt")
    dialog.reject()
