"""Short help pages: the shortcuts sheet, About."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMenu,
    QMenuBar,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from vortex_gui import __version__
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.dialogs.close_row import close_row
from vortex_gui.console.parts.dialogs.screens import room_for
from vortex_gui.console.parts.labels.plain_text import PlainLabel, RichLabel

Group = tuple[str, list[tuple[str, str]]]
"""A heading, and under it what each key does: text and key."""


def sheet_of(bar: QMenuBar) -> list[Group]:
    """Each menu with those of its actions, and of its menus', that have a key."""
    groups = [(_plain(action), _keyed(action)) for action in bar.actions()]
    return [(title, keyed) for title, keyed in groups if keyed]


def _keyed(action: QAction) -> list[tuple[str, str]]:
    if isinstance(menu := action.menu(), QMenu):
        return [row for inner in menu.actions() for row in _keyed(inner)]
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return [(_plain(action), key)] if key else []


def _plain(action: QAction) -> str:
    """Its text without the mark of its letter."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


class PageDialog(QDialog):
    """A page of text to read; opened, never executed."""

    def __init__(self, title: str, html: str, parent: QWidget, *, width: int = 620) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(QSize(width, 600)))
        page = QTextBrowser()
        page.setHtml(html)
        page.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.addWidget(page)
        column.addWidget(close_row(self))


def shortcuts_dialog(groups: Iterable[Group], parent: QWidget) -> QDialog:
    """Every key in one table, under the headings of the groups."""
    muted = theme.current().muted.name()
    rows = list[str]()
    for title, keyed in groups:
        rows.append(f"<tr><td colspan='2' style='padding:12px 4px 3px'><b>{escape(title)}</b></td></tr>")
        rows += (
            f"<tr><td style='padding:3px 24px 3px 4px'>{escape(text)}</td>"
            f"<td style='padding:3px 4px; color:{muted}'><b>{escape(key)}</b></td></tr>"
            for text, key in keyed
        )
    return PageDialog(tr("Keyboard shortcuts"), f"<table>{''.join(rows)}</table>", parent, width=460)


class AboutDialog(QDialog):
    """Name, version, licence and the system that the program runs on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Vortex Console"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        emblem = PlainLabel()
        emblem.setPixmap(icons.app_icon().pixmap(QSize(72, 72)))
        words = RichLabel(
            tr(
                "<h2>Vortex Console {version}</h2>"
                "<p>An operator's window over a resident generation pipeline.</p>"
                "<p>Apache-2.0. Python {python}, Qt {qt}, on {system}.</p>",
                version=__version__,
                python=platform.python_version(),
                qt=qVersion(),
                system=platform.system(),
            )
        )
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(emblem, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(theme.GAP)
        row.addWidget(words)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(close_row(self))
