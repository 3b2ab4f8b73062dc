"""The editor for some lines of text."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.console.dragging import files
from vortex_gui.console.parts.editors.text_edit import TextEdit

TEXTS = ["", "a", "One two three", "One three", "One 😀 two", "One 😀😀 two", "zwei\ndrei", "aaa", "aaaa"]


@pytest.mark.parametrize("before", TEXTS)
@pytest.mark.parametrize("after", TEXTS)
def test_any_text_becomes_any_other(qtbot: QtBot, before: str, after: str) -> None:
    edit = TextEdit(3)
    qtbot.addWidget(edit)
    edit.setPlainText(before)
    edit.put_text(after)
    assert edit.toPlainText() == after


def test_files_are_given_on_and_never_become_words(qtbot: QtBot) -> None:
    edit = TextEdit(3)
    qtbot.addWidget(edit)
    edit.setPlainText("words")
    mime = files([Path("/a/b.yaml"), Path("/a/c.yaml")], in_text=True)
    assert edit.canInsertFromMimeData(mime)
    with qtbot.waitSignal(edit.files_given) as given:
        edit.insertFromMimeData(mime)
    assert given.args == [(Path("/a/b.yaml"), Path("/a/c.yaml"))]
    assert edit.toPlainText() == "words"


def test_what_stays_keeps_the_cursor_near(qtbot: QtBot) -> None:
    edit = TextEdit(3)
    qtbot.addWidget(edit)
    edit.setPlainText("One two")
    edit.put_text("One and two")
    assert edit.textCursor().position() == len("One and ")
