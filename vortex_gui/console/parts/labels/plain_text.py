"""Labels and tooltips that show a text letter for letter, however much it looks like HTML."""

from __future__ import annotations

import re
import textwrap
from html import unescape

from PySide6.QtCore import Qt as Core
from PySide6.QtGui import QAction, QFont, QFontMetricsF, QResizeEvent
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import QLabel, QListWidgetItem, QWidget

from vortex_gui.console.look.wordings import longest_that_fits

WORD_JOINER = "\N{WORD JOINER}"
"""Seen by nobody; behind a `<` it keeps Qt from taking what follows for a tag."""
TIP_WIDTH = 110
"""Characters in a line of a tooltip: Qt wraps none that is plain."""
_TAG = re.compile(r"<|&(?=lt;)")
_MARKUP = re.compile(r"<[^>]*>")


class PlainLabel(QLabel):
    """A label that never guesses: a script with `<img src=…>` is shown, and loads nothing."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Core.TextFormat.PlainText)


class RichLabel(QLabel):
    """A label for our own HTML; whatever comes from elsewhere has gone through `html.escape`."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Core.TextFormat.RichText)
        self._wordings: tuple[str, ...] = ()

    def put(self, html: str, *shorter: str) -> None:
        """Shows the longest of the wordings that has room; the first stands whole in the tooltip."""
        self._wordings = (html, *shorter)
        self.setToolTip(html)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._wordings:
            fitting = longest_that_fits(self._wordings, self._width_of, self.width())
            self.setText(fitting or self._wordings[-1])

    def _width_of(self, html: str) -> float:
        """As if all of it were bold, so that what is bold in it has room."""
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetricsF(font).horizontalAdvance(unescape(_MARKUP.sub("", html)))


def plain(text: str) -> str:
    """The text for a place where Qt guesses whether it is HTML, such as a tooltip: it is not."""
    return _TAG.sub(lambda sign: sign.group() + WORD_JOINER, text) if Gui.mightBeRichText(text) else text


def plain_tip(text: str) -> str:
    """The text as a tooltip, in lines that fit a screen."""
    return "\n".join(_wrapped(line) for line in plain(text).split("\n"))


def set_tip(target: QWidget | QAction | QListWidgetItem, text: str) -> None:
    """Gives a widget, an action or an item of a list its tooltip."""
    target.setToolTip(plain_tip(text))


def _wrapped(line: str) -> str:
    if len(line) <= TIP_WIDTH:
        return line
    return "\n".join(textwrap.wrap(line, TIP_WIDTH, break_on_hyphens=False, break_long_words=True))
