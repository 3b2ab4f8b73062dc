"""Offers the words that begin as the one being typed; Enter or a click takes one."""

from __future__ import annotations

import re
from collections.abc import Collection

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractItemView, QCompleter

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.editors.text_edit import TextEdit

LEAST = 2
"""Letters that must stand there."""
SHOWN = 6
_BEGUN = re.compile(r"[^\W_]+\Z")


class WordCompletion(QObject):
    """Nothing is offered where no words are given."""

    def __init__(self, editor: TextEdit, words: Collection[str]) -> None:
        super().__init__(editor)
        self._editor = editor
        self._popup: QAbstractItemView | None = None
        self._completer = QCompleter(sorted(words), editor)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(SHOWN)
        self._completer.setWidget(editor)
        self._completer.activated.connect(self._take)
        editor.leaves_enter = lambda: bool(self.offered)
        editor.typed.connect(self._offer)

    @property
    def offered(self) -> list[str]:
        """The words that are offered now."""
        if self._popup is None or not self._popup.isVisible():
            return []
        model = self._completer.completionModel()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def _offer(self) -> None:
        begun = self._begun()
        self._completer.setCompletionPrefix(begun)
        offers = self._completer.completionCount()
        is_whole = offers == 1 and self._completer.currentCompletion().lower() == begun.lower()
        if len(begun) < LEAST or not offers or is_whole:
            if self._popup is not None:
                self._popup.hide()
            return
        popup = self._popup = self._popup or self._made_popup()
        place = self._editor.cursorRect()
        place.setWidth(popup.sizeHintForColumn(0) + 24)
        self._completer.complete(place)

    def _made_popup(self) -> QAbstractItemView:
        """Made when it is first needed: Qt gives it no parent."""
        popup = self._completer.popup()
        assert popup is not None
        popup.setAccessibleName(tr("Known words"))
        return popup

    def _begun(self) -> str:
        """The word whose end the cursor stands at; none inside a word."""
        cursor = self._editor.textCursor()
        block, place = cursor.block().text(), cursor.positionInBlock()
        if cursor.hasSelection() or block[place : place + 1].isalnum():
            return ""
        found = _BEGUN.search(block[:place])
        return found.group() if found else ""

    def _take(self, word: str) -> None:
        cursor = self._editor.textCursor()
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self._begun())
        )
        cursor.insertText(word)
