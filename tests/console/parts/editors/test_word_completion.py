"""Known words are offered while one is typed; Enter takes one, and all other keys go on writing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.console.parts.editors.text_edit import TextEdit
from vortex_gui.console.parts.editors.word_completion import WordCompletion

WORDS = ("head", "headed", "headphones", "hat", "Purple")


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[TextEdit]:
    page = QWidget()
    column = QVBoxLayout(page)
    editor = TextEdit(3)
    WordCompletion(editor, WORDS)
    column.addWidget(editor)
    column.addWidget(QLineEdit())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    yield editor
    page.close()


def offered(editor: TextEdit) -> list[str]:
    return present(editor.findChild(WordCompletion)).offered


def press(qtbot: QtBot, editor: TextEdit, *keys: Qt.Key) -> None:
    """The popup has the keyboard while it is there, as on a screen."""
    for key in keys:
        qtbot.keyClick(QApplication.activePopupWidget() or editor, key)


def test_words_that_begin_so_are_offered_from_two_letters_on(editor: TextEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor, "a h")
    assert offered(editor) == []
    qtbot.keyClicks(editor, "e")
    assert offered(editor) == ["head", "headed", "headphones"]
    qtbot.keyClicks(editor, "x")
    assert offered(editor) == []


def test_enter_takes_the_chosen_one_and_writes_no_line(editor: TextEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor, "a red PU")
    press(qtbot, editor, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert editor.toPlainText() == "a red Purple"
    assert offered(editor) == []
    press(qtbot, editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == "a red Purple\n"


def test_enter_without_a_choice_writes_nothing_and_closes_the_list(editor: TextEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor, "he")
    press(qtbot, editor, Qt.Key.Key_Return)
    assert (editor.toPlainText(), offered(editor)) == ("he", [])


def test_tab_goes_on_to_the_next_field(editor: TextEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor, "he")
    press(qtbot, editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "he"
    assert not editor.hasFocus()
    assert offered(editor) == []


def test_escape_closes_the_list(editor: TextEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor, "he")
    press(qtbot, editor, Qt.Key.Key_Escape)
    assert (editor.toPlainText(), offered(editor)) == ("he", [])


def test_a_whole_word_or_the_inside_of_one_offers_nothing(editor: TextEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor, "hat")
    assert offered(editor) == []
    editor.setPlainText("xead")
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, "he")
    assert offered(editor) == []


def test_text_that_is_put_there_offers_nothing(editor: TextEdit) -> None:
    editor.put_text("he")
    assert offered(editor) == []
