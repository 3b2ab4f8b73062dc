"""The sheet of keys and the page about the program."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui import __version__
from vortex_gui.console.shell.pages.help import AboutDialog, sheet_of, shortcuts_dialog


def test_sheet_lists_what_has_a_key(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    keyed, keyless = QAction("&Generate", parent), QAction("About", parent)
    keyed.setShortcut(QKeySequence("Ctrl+Return"))
    assert sheet_of([keyed, keyless]) == [("Generate", "Ctrl+Return")]
    dialog = shortcuts_dialog([keyed], [("Retry <b>", "Ctrl+R")], parent)
    text = present(dialog.findChild(QTextBrowser)).toPlainText()
    assert all(word in text for word in ("Generate", "Ctrl+Return", "Retry <b>", "Ctrl+R"))


def test_about_tells_the_version(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert any(__version__ in label.text() for label in AboutDialog(parent).findChildren(QLabel))
