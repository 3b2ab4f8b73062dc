"""Short help pages: the shortcuts sheet, About."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from vortex_gui import __version__
from vortex_gui.console.look import icons, theme


def sheet_of(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """What has a key: its text and the key, in the order given."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (action.text().replace("&", ""), action.shortcut().toString(native))
        for action in actions
        if not action.shortcut().isEmpty()
    ]


class PageDialog(QDialog):
    """A page of text to read; opened, never executed."""

    def __init__(self, title: str, html: str, parent: QWidget, *, width: int = 620) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(width, 600)
        page = QTextBrowser()
        page.setHtml(html)
        page.setAccessibleName(title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(page)
        column.addWidget(buttons)


def shortcuts_dialog(
    actions: Iterable[QAction], extra: Iterable[tuple[str, str]], parent: QWidget
) -> QDialog:
    """Every key in one table."""
    muted = theme.current().muted.name()
    rows = "".join(
        f"<tr><td style='padding:3px 24px 3px 4px'>{escape(text)}</td>"
        f"<td style='padding:3px 4px; color:{muted}'><b>{escape(key)}</b></td></tr>"
        for text, key in (*sheet_of(actions), *extra)
    )
    return PageDialog(parent.tr("Keyboard shortcuts"), f"<table>{rows}</table>", parent, width=460)


class AboutDialog(QDialog):
    """Name, version, licence and what it runs on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Vortex Console"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mark = QLabel()
        mark.setPixmap(icons.app_icon().pixmap(QSize(72, 72)))
        words = QLabel(
            self.tr(
                "<h2>Vortex Console {version}</h2>"
                "<p>An operator's window over a resident generation pipeline.</p>"
                "<p>Apache-2.0. Python {python}, Qt {qt}, on {system}.</p>"
            ).format(
                version=__version__,
                python=platform.python_version(),
                qt=qVersion(),
                system=platform.system(),
            )
        )
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(theme.GAP)
        row.addWidget(words)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(buttons)
