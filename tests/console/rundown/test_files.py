"""The rundown's dialogs: what is chosen is asked for; a file that is there is replaced after a question."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.console.rundown.conftest import Obeyed
from tests.narrowing import present
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.rundown.files import RundownFiles
from vortex_gui.console.rundown.view import RundownView


def test_dialogs_ask_for_what_is_chosen(view: RundownView, obeyed: Obeyed, tmp_path: Path) -> None:
    actions, files = view.actions_for_rows, view.actions_for_rows.files
    assert isinstance(files, RundownFiles)
    file = tmp_path / "a.yaml"
    for action, call in (
        (actions.add_files, ("add_files", [file])),
        (actions.open, ("load", file)),
        (actions.save, ("save", file)),
    ):
        action.trigger()
        dialog = present(files.dialog)
        if call[0] == "add_files":
            assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
            dialog.filesSelected.emit([str(file)])
        else:
            dialog.fileSelected.emit(str(file))
        assert obeyed.calls[-1] == call
        dialog.close()


def test_file_that_is_there_is_replaced_after_a_question(
    view: RundownView, obeyed: Obeyed, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("")
    files = view.actions_for_rows.files
    files.save_unless_there(file)
    assert obeyed.calls == []
    question = present(present(view.actions_for_rows.parent()).findChild(Question))
    yes = next(button for button in question.findChildren(QPushButton) if button.text() == "Replace")
    yes.click()
    assert obeyed.calls == [("save", file)]
