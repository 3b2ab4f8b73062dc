"""The sheet of keys and the page about the program."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QMenuBar, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui import __version__
from vortex_gui.console.shell.pages.help import AboutDialog, sheet_of, shortcuts_dialog


def test_sheet_lists_what_has_a_key_under_its_menu(qtbot: QtBot) -> None:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    file, help_menu = bar.addMenu("&File"), bar.addMenu("&Help")
    file.addAction(QAction("&Generate", bar, shortcut=QKeySequence("Ctrl+Return")))
    file.addSeparator()
    file.addMenu("Presets").addAction(QAction("Salt && pepper", bar, shortcut=QKeySequence("Ctrl+1")))
    help_menu.addAction(QAction("About", bar))
    assert sheet_of(bar) == [("File", [("Generate", "Ctrl+Return"), ("Salt & pepper", "Ctrl+1")])]


def test_sheet_shows_headings_keys_and_any_text_as_it_is(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = shortcuts_dialog([("Slots", [("Retry <b>", "Ctrl+R")]), ("Player", [("Mute", "M")])], parent)
    text = present(dialog.findChild(QTextBrowser)).toPlainText()
    assert text.split() == ["Slots", "Retry", "<b>", "Ctrl+R", "Player", "Mute", "M"]


def test_about_tells_the_version(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert any(__version__ in label.text() for label in AboutDialog(parent).findChildren(QLabel))
