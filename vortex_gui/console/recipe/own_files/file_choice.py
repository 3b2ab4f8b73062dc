"""A line for a file's path with a button that looks for it; the file is looked at in the background."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vortex_gui.base.files.given_file import GivenFileError, given_file
from vortex_gui.base.files.paths import expanded
from vortex_gui.console.parts.background import Background
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.parts.labels.plain_text import set_tip

Look = Callable[[], object]
"""Called in a thread, so it knows no widget. Raises `GivenFileError`."""


class FileChoice(QWidget):
    """`changed` when something else is written, and when the file's `fault` has been found."""

    changed = Signal()

    def __init__(self, hint: str, title: str, kinds: str, max_bytes: int) -> None:
        super().__init__()
        self.fault = ""
        self._title, self._kinds, self._max_bytes = title, kinds, max_bytes
        self._filling = False
        self._dialog: QFileDialog | None = None
        self._reading = Background(self)
        self._reading.answered.connect(self._on_looked)
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._on_edited)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(tool_button("open", title, self.ask))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addLayout(row)

    def written(self) -> object | None:
        """What stands here as a recipe has it; `None` is nothing."""
        return self.whole_path() or None

    def path(self) -> Path | None:
        """The file that is meant; `None` while there is none."""
        written = self.line.text().strip()
        try:
            return expanded(written) if written else None
        except ValueError:
            return None

    def whole_path(self) -> str:
        """What is written, with `~` and variables filled in."""
        path = FileChoice.path(self)
        return self.line.text().strip() if path is None else str(path)

    def suits(self, path: Path) -> bool:
        """Whether the dialog would offer the file."""
        return path.suffix.lower() in re.findall(r"\*(\.\w+)", self._kinds)

    def look(self, path: Path) -> Look:
        """What a thread is to do with a file that can be read: the answer is shown."""
        return _nothing

    def show_found(self, found: object) -> None:
        """Shows the answer of `look`; `None` is nothing to show."""

    def ask(self) -> None:
        """Opens the dialog that chooses the file."""
        dialog = self._dialog = QFileDialog(self, self._title, str(Path.home()), self._kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.line.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def put(self, written: str) -> None:
        """Writes without telling it: the form is being filled."""
        self._filling = True
        self.line.setText(written)
        self._filling = False

    def _on_edited(self) -> None:
        set_tip(self.line, self.line.text().strip())  # a long path does not fit
        self._begin_to_look()
        if not self._filling:
            self.changed.emit()

    def _begin_to_look(self) -> None:
        self._reading.forget()
        self._show(None, "")
        path = self.path()
        if path is not None:
            self._reading.read(partial(_looked, path, self._max_bytes, self.look(path)))

    def _on_looked(self, found: object) -> None:
        fault = str(found) if isinstance(found, GivenFileError) else ""
        self._show(None if isinstance(found, Exception) else found, fault)
        if fault:
            self.changed.emit()

    def _show(self, found: object, fault: str) -> None:
        self.fault = fault
        self.show_found(found)


def _nothing() -> object:
    return None


def _looked(path: Path, max_bytes: int, look: Look) -> object:
    with given_file(path, max_bytes):
        pass
    return look()
