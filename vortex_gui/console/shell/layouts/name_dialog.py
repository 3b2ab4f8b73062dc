"""Asks for the name of a layout."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.plain_text import PlainLabel


class NameDialog(QDialog):
    """Opened, never executed; `named(name)` once it is accepted. `fault_of` says why a name cannot be."""

    named = Signal(str)

    def __init__(self, title: str, name: str, fault_of: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fault_of = fault_of
        self.name = QLineEdit(name)
        self.name.selectAll()
        self.name.setMinimumWidth(280)
        label = PlainLabel(tr("Name"))
        label.setBuddy(self.name)
        self.name.setAccessibleName(label.text())
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
        for widget in (label, self.name, self.fault, buttons):
            column.addWidget(widget)
        self.name.textChanged.connect(self._check)
        self._check(name)

    def _check(self, name: str) -> None:
        fault = self._fault_of(name)
        self.accepting.setEnabled(not fault)
        self.fault.setText(fault)

    def _accept(self) -> None:
        self.named.emit(self.name.text().strip())
        self.accept()
