"""Small buttons that show a drawing, alone or beside their words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from vortex_gui.console.look import icons
from vortex_gui.console.parts.labels.plain_text import set_tip

WORDS_GAP = 6
"""Between a drawing and the words beside it; Qt's own gap is 2 points."""


def tool_button(
    drawing: str, tip: str, pressed: Callable[[], object] | None = None, colour: str = "text"
) -> QToolButton:
    """Its tip is its name for a screen reader too; one with a menu needs no `pressed`."""
    button = QToolButton()
    icons.dress(button, drawing, colour)
    set_tip(button, tip)
    button.setAccessibleName(tip)
    if pressed is not None:
        button.clicked.connect(lambda: pressed())
    return button


def action_button(action: QAction) -> QToolButton:
    """A tight button above a table; it does, shows and says what its action does."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setAccessibleName(action.text())
    button.setProperty("tight", True)
    button.setIconSize(QSize(18, 18))
    return button


def show_words(button: QToolButton, shown: bool) -> None:
    """Puts a button's words beside its drawing, or takes them away."""
    style, high = Qt.ToolButtonStyle, button.iconSize().height()
    button.setToolButtonStyle(style.ToolButtonTextBesideIcon if shown else style.ToolButtonIconOnly)
    button.setIconSize(QSize(high + (WORDS_GAP if shown else 0), high))
