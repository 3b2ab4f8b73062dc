"""Words that the painter does not know are underlined while typing, and the nearest is one press away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.narrowing import present
from vortex_gui.console.parts.editors.text_edit import TextEdit
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.recipe.prompt_words import PromptWords
from vortex_gui.console.state.console_state import ConsoleState

KNOWN = frozenset({"a", "purple", "suit", "smiling", "with", "tie"})


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """An editor, its words below it, and a button to go on to."""
    page = QWidget()
    column = QVBoxLayout(page)
    editor = TextEdit(3, page)
    for widget in (editor, PromptWords(editor, KNOWN, page), QToolButton(page)):
        column.addWidget(widget)
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.fixture
def words(page: QWidget) -> PromptWords:
    return present(page.findChild(PromptWords))


@pytest.fixture
def editor(page: QWidget) -> TextEdit:
    return present(page.findChild(TextEdit))


def offers(words: PromptWords) -> list[QToolButton]:
    return [button for button in words.findChildren(QToolButton) if button.isVisibleTo(words)]


def marked(editor: TextEdit) -> list[str]:
    return [mark.cursor.selectedText() for mark in editor.extraSelections()]


def test_unknown_words_are_underlined_and_listed_once(editor: TextEdit, words: PromptWords) -> None:
    editor.setPlainText("a 😀 purpel suit with a purpel office")
    assert marked(editor) == ["purpel", "purpel", "office"]
    assert words.isVisible()
    assert words.told.text() == "Not among this painter's words: purpel, office."
    assert [button.text() for button in offers(words)] == ["purpel → purple"]


def test_known_words_leave_no_trace(editor: TextEdit, words: PromptWords) -> None:
    editor.setPlainText("purpel")
    editor.setPlainText("a purple suit")
    assert marked(editor) == []
    assert not words.isVisible()
    assert offers(words) == []


def test_a_press_replaces_the_word_everywhere(
    qtbot: QtBot, page: QWidget, editor: TextEdit, words: PromptWords
) -> None:
    editor.setPlainText("purpel suit, 😀 purpel tie")
    qtbot.mouseClick(offers(words)[0], Qt.MouseButton.LeftButton)
    assert editor.toPlainText() == "purple suit, 😀 purple tie"
    assert not words.isVisible()
    editor.undo()
    assert editor.toPlainText() == "purpel suit, 😀 purpel tie"


def test_the_keyboard_replaces_it_too(
    qtbot: QtBot, page: QWidget, editor: TextEdit, words: PromptWords
) -> None:
    editor.setPlainText("smilling")
    offers(words)[0].setFocus()
    qtbot.keyClick(offers(words)[0], Qt.Key.Key_Space)
    assert editor.toPlainText() == "smiling"


def test_half_a_word_is_not_marked_before_the_cursor_leaves_it(
    qtbot: QtBot, page: QWidget, editor: TextEdit, words: PromptWords
) -> None:
    page.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "a purpel")
    assert marked(editor) == []
    qtbot.keyClicks(editor, " ")
    assert marked(editor) == ["purpel"]
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert marked(editor) == []
    editor.clearFocus()
    qtbot.waitUntil(lambda: marked(editor) == ["purpel"])


def test_the_form_marks_what_the_small_painter_does_not_know(
    qtbot: QtBot, state: ConsoleState, asked: Asked
) -> None:
    form = RecipeForm(state, asked)
    qtbot.addWidget(form)
    form.editors.prompt.setPlainText("an old man in an ofice, round face")
    assert [word.word for word in form.editors.prompt_words.unknown] == ["old", "man", "ofice"]
