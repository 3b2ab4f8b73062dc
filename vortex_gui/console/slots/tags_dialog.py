"""Asks for the tags of the chosen slots."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.plain_text import PlainLabel
from vortex_gui.engine.facts.tags import tags_in


class TagsDialog(QDialog):
    """Opened, never executed; `tagged(tags)` once it is accepted."""

    tagged = Signal(tuple)

    def __init__(self, tags: Sequence[str], count: int, parent: QWidget) -> None:
        """`tags` are those that all `count` slots have."""
        super().__init__(parent)
        self.setWindowTitle(tr("Tags"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(", ".join(tags))
        self.line.setMinimumWidth(320)
        text = tr("Tags of {count} slots, with commas between", count=count)
        label = PlainLabel(tr("Tags, with commas between") if count == 1 else text)
        label.setBuddy(self.line)
        self.line.setAccessibleName(label.text())
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
        for widget in (label, self.line, self.fault, buttons):
            column.addWidget(widget)
        self.line.textChanged.connect(self._check)
        self._check(self.line.text())

    def _check(self, typed: str) -> None:
        try:
            tags_in(typed)
        except ValueError as error:
            self.fault.setText(str(error))
        else:
            self.fault.setText("")
        self.accepting.setEnabled(not self.fault.text())

    def _accept(self) -> None:
        self.tagged.emit(tags_in(self.line.text()))
        self.accept()
