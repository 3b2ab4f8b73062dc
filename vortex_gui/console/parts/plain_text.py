"""Labels and tooltips that show a text letter for letter, however much it looks like HTML."""

from __future__ import annotations

import re
import textwrap

from PySide6.QtCore import Qt as Core
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import QLabel, QListWidgetItem, QWidget

WORD_JOINER = "\N{WORD JOINER}"
"""Seen by nobody; behind a `<` it keeps Qt from taking what follows for a tag."""
TIP_WIDTH = 110
"""Characters in a line of a tooltip: Qt wraps none that is plain."""
_TAG = re.compile(r"<|&(?=lt;)")


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

    def put(self, html: str) -> None:
        """Shows it, and whole in the tooltip where the label is too narrow."""
        self.setText(html)
        self.setToolTip(html)


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
