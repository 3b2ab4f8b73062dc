"""Asks for the name of a layout."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.dialogs.line_dialog import LineDialog


class NameDialog(LineDialog):
    """`named(name)` once it is accepted. `why_not` says why a name cannot be."""

    named = Signal(str)

    def __init__(self, title: str, name: str, why_not: Callable[[str], str], parent: QWidget) -> None:
        self._why_not = why_not
        super().__init__(title, tr("Name"), name, 280, parent)
        self.line.selectAll()

    def fault_of(self, text: str) -> str:
        return self._why_not(text)

    def take(self, text: str) -> None:
        self.named.emit(text.strip())
