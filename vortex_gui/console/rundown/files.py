"""The dialogs of the rundown's files: open, save, add recipes."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.state.rundown.intents import RundownIntents

RUNDOWNS = "*.yaml *.yml"


class RundownFiles:
    """Each dialog is opened, never executed."""

    def __init__(self, intents: RundownIntents, owner: QWidget) -> None:
        self._intents = intents
        self._owner = owner
        self.dialog: QFileDialog | None = None

    def ask_add(self) -> None:
        """Opens the dialog that chooses recipe files."""
        dialog = self._dialog(tr("Add recipes"), tr("Recipes ({kinds})", kinds=f"{RUNDOWNS} *.json"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._add)
        dialog.open()

    def ask_open(self) -> None:
        """Opens the dialog that chooses a rundown's file."""
        dialog = self._dialog(tr("Open rundown"), tr("Rundowns ({kinds})", kinds=RUNDOWNS))
        dialog.fileSelected.connect(partial(_call_with_path, self._intents.load))
        dialog.open()

    def ask_save(self) -> None:
        """Opens the dialog that names the file to save to."""
        dialog = self._dialog(tr("Save rundown"), tr("Rundowns ({kinds})", kinds=RUNDOWNS))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix("yaml")
        dialog.fileSelected.connect(partial(_call_with_path, self.save_unless_there))
        dialog.open()

    def save_unless_there(self, path: Path) -> None:
        """Asks before it replaces a file."""
        if not os.path.lexists(path):
            self._intents.save(path)
            return
        text = tr("{name} is there already. Replace it?", name=path.name)
        question = Question(tr("Save rundown"), text, str(path), tr("Replace"), self._owner)
        question.accepted.connect(partial(self._intents.save, path))
        question.open()

    def _add(self, names: list[str]) -> None:
        self._intents.add_files([Path(name) for name in names])

    def _dialog(self, title: str, kinds: str) -> QFileDialog:
        dialog = self.dialog = QFileDialog(self._owner, title, "", kinds)
        dialog.destroyed.connect(self._forget)
        return dialog

    def _forget(self) -> None:
        self.dialog = None


def _call_with_path(then: Callable[[Path], object], name: str) -> None:
    then(Path(name))
