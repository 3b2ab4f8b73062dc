"""Asks for one line of text, and says below it why a text cannot be taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.plain_text import PlainLabel


class LineDialog(QDialog):
    """Opened, never executed. A dialog of this kind overrides `fault_of` and `take`."""

    def __init__(self, title: str, label: str, text: str, least_width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(text)
        self.line.setMinimumWidth(least_width)
        about = PlainLabel(label)
        about.setBuddy(self.line)
        self.line.setAccessibleName(label)
        self.fault = PlainLabel()
        self.fault.setProperty("fault", True)
        self.fault.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.accepting = buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        for widget in (about, self.line, self.fault, buttons):
            column.addWidget(widget)
        self.line.textChanged.connect(self._check)
        self._check(text)

    def fault_of(self, text: str) -> str:
        """Why this text cannot be taken; empty where it can."""
        raise NotImplementedError

    def take(self, text: str) -> None:
        """Called once with the text that was accepted."""
        raise NotImplementedError

    def _check(self, text: str) -> None:
        fault = self.fault_of(text)
        self.accepting.setEnabled(not fault)
        self.fault.setText(fault)

    def _accept(self) -> None:
        self.take(self.line.text())
        self.accept()
