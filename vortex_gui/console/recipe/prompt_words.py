"""The words of a prompt that the painter was not trained on: underlined, listed, and replaced by a press."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolButton, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.vocabulary import UnknownWord, unknown_words
from vortex_gui.console.look import theme
from vortex_gui.console.parts.editors.fields import FlowRow
from vortex_gui.console.parts.editors.text_edit import TextEdit, qt_length
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip

OFFERED = 4
"""Replacements offered at once; more would push the form away."""


class PromptWords(QWidget):
    """Watches a prompt; hidden while every word is known, or where the painter declares no words."""

    def __init__(self, editor: TextEdit, known: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._known = editor, known
        self._unknown: tuple[UnknownWord, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.told = PlainLabel()
        self.told.setProperty("muted", True)
        self.told.setWordWrap(True)
        self._offers = FlowRow(4)
        column.addWidget(self.told)
        column.addWidget(self._offers)
        self.hide()
        editor.textChanged.connect(self._refresh)
        editor.cursorPositionChanged.connect(self._refresh)
        editor.focus_changed.connect(self._refresh)
        theme.notifier().changed.connect(self._underline)

    @property
    def unknown(self) -> tuple[UnknownWord, ...]:
        """Those that are marked now."""
        return self._unknown

    def _refresh(self) -> None:
        text = self._editor.toPlainText()
        found = tuple(word for word in unknown_words(text, self._known) if not self._is_being_typed(word))
        if found == self._unknown:
            return
        self._unknown = found
        self._underline()
        self._offer()
        names = list(dict.fromkeys(word.word for word in found))
        self.told.setText(tr("Not among this painter's words: {words}.", words=", ".join(names)))
        self.setVisible(bool(found))

    def _is_being_typed(self, unknown: UnknownWord) -> bool:
        """Whether the cursor stands at its end: half a word is no wrong word."""
        end = qt_length(self._editor.toPlainText()[: unknown.start + len(unknown.word)])
        return self._editor.hasFocus() and self._editor.textCursor().position() == end

    def _underline(self) -> None:
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(theme.current().warn)
        marks = []
        for word in self._unknown:
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = self._cursor_of(word), wave
            marks.append(mark)
        self._editor.setExtraSelections(marks)

    def _cursor_of(self, word: UnknownWord) -> QTextCursor:
        text = self._editor.toPlainText()
        cursor = QTextCursor(self._editor.document())
        cursor.setPosition(qt_length(text[: word.start]))
        cursor.setPosition(qt_length(text[: word.start + len(word.word)]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _offer(self) -> None:
        flow = self._offers.flow
        while (item := flow.takeAt(0)) is not None:
            if (button := item.widget()) is not None:
                button.hide()
                button.deleteLater()
        offers = {word.word: word.nearest for word in self._unknown if word.nearest is not None}
        for word, nearest in list(offers.items())[:OFFERED]:
            button = QToolButton()
            button.setText(tr("{word} → {nearest}", word=word, nearest=nearest))
            tip = tr("Replace {word} by {nearest}", word=word, nearest=nearest)
            set_tip(button, tip)
            button.setAccessibleName(tip)
            button.clicked.connect(partial(self.replace, word, nearest))
            flow.addWidget(button)
        self._offers.setVisible(bool(offers))

    def replace(self, word: str, nearest: str, _checked: bool = False) -> None:
        """Writes the known word wherever the unknown one stands."""
        cursor = self._editor.textCursor()
        cursor.beginEditBlock()
        for unknown in reversed(unknown_words(self._editor.toPlainText(), self._known)):
            if unknown.word == word:
                self._cursor_of(unknown).insertText(nearest)
        cursor.endEditBlock()
        self._editor.setFocus()
