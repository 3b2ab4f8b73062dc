"""Text of others is shown letter for letter, in labels and in tooltips."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt as Core
from PySide6.QtGui import QFontMetricsF, QTextDocument
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import QListWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.labels.plain_text import (
    TIP_WIDTH,
    WORD_JOINER,
    PlainLabel,
    RichLabel,
    plain,
    plain_tip,
    set_tip,
)

HOSTILE = (
    "<h1>Breaking</h1>",
    "one <b>two</b>",
    'a\n<img src="/etc/passwd">',
    "  \n <img src=/etc/passwd>",
    "&lt;b>bold",
    "&lt; and <b>",
    '<?xml version="1.0"?><b>x</b>',
    "<!DOCTYPE html><p>",
    "<IMG SRC=x>",
    "<a href='file:///etc'>here</a>",
    "<table><tr><td>",
    "<br/>",
)
HARMLESS = ("", "Good evening.", "1 < 2", "a && b", "a <3 b", "x > y", "fish &amp; chips")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_qt_would_take_for_html_it_no_longer_does(text: str) -> None:
    assert not Gui.mightBeRichText(plain(text))
    assert not Gui.mightBeRichText(plain_tip(text))
    assert plain(text).replace(WORD_JOINER, "") == text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_plain_already_stays_as_it_is(text: str) -> None:
    assert plain(text) == plain_tip(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_and_tips_show_it_letter_for_letter(qtbot: QtBot, text: str) -> None:
    label, item = PlainLabel(text), QListWidgetItem()
    qtbot.addWidget(label)
    assert (label.text(), label.textFormat()) == (text, Core.TextFormat.PlainText)
    for target in (label, item):
        set_tip(target, text)
        assert target.toolTip() == plain_tip(text)


def test_a_long_tip_is_wrapped_and_loses_no_word() -> None:
    text = "word " * 300 + "\n\nend"
    tip = plain_tip(text)
    assert max(map(len, tip.split("\n"))) <= TIP_WIDTH
    assert tip.split() == text.split()
    assert tip.endswith("\n\nend")


def test_our_own_html_is_asked_for(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    label = RichLabel("<b>passed</b>", parent)
    document = QTextDocument()
    document.setHtml(label.text())
    assert label.textFormat() is Core.TextFormat.RichText
    assert document.toPlainText() == "passed"


def test_a_rich_label_shows_the_longest_wording_that_has_room(qtbot: QtBot) -> None:
    label = RichLabel()
    qtbot.addWidget(label)
    label.put("<b>passed</b> · B 0.90 · L 0.90 · together 0.90", "<b>passed</b> · 0.90", "<b>passed</b>")
    label.show()
    label.resize(800, 20)
    assert label.text().endswith("together 0.90")
    label.resize(round(QFontMetricsF(label.font()).horizontalAdvance("passed · 0.90") * 1.4), 20)
    assert label.text() == "<b>passed</b> · 0.90"
    label.resize(5, 20)
    assert label.text() == "<b>passed</b>"
    assert label.toolTip().endswith("together 0.90")
