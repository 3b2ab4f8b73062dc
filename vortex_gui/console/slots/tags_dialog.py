"""Asks for the tags of the chosen slots."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.dialogs.line_dialog import LineDialog
from vortex_gui.engine.facts.tags import tags_in


class TagsDialog(LineDialog):
    """`tagged(tags)` once it is accepted."""

    tagged = Signal(tuple)

    def __init__(self, tags: Sequence[str], count: int, parent: QWidget) -> None:
        """`tags` are those that all `count` slots have."""
        text = tr("Tags of {count} slots, with commas between", count=count)
        label = tr("Tags, with commas between") if count == 1 else text
        super().__init__(tr("Tags"), label, ", ".join(tags), 320, parent)

    def fault_of(self, text: str) -> str:
        try:
            tags_in(text)
        except ValueError as error:
            return str(error)
        return ""

    def take(self, text: str) -> None:
        self.tagged.emit(tags_in(text))
