"""The screens that are taken, and what counts as cut."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tools.clipping import clipped_words
from tools.screens import LAYOUTS, SIZES, THEMES, Screen, screens, size_of


def test_every_size_theme_and_layout_is_taken_once() -> None:
    every = list(screens())
    assert len(set(every)) == len(every) == len(SIZES) * len(THEMES) * len(LAYOUTS) == 45
    assert Screen(1600, 1000, "dark", "operate").name("1.5") == "1600x1000@1.5-dark-operate"
    assert size_of("1600x1000") == (1600, 1000)


def test_words_that_do_not_fit_are_found_and_those_that_do_are_not(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    label, button = QLabel("A long sentence for a label", window), QPushButton("Generate", window)
    label.setGeometry(10, 10, 300, 24)
    button.setGeometry(10, 60, 200, 30)
    wrapped = QLabel("Several words on more than one line", window)
    wrapped.setWordWrap(True)
    wrapped.setGeometry(10, 100, 120, 90)
    window.show()
    assert clipped_words(window) == []
    label.setFixedWidth(40)
    button.setFixedWidth(30)
    wrapped.setFixedHeight(14)
    assert len(clipped_words(window)) == 3
    label.hide()
    assert len(clipped_words(window)) == 2
