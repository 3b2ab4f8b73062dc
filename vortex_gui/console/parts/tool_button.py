"""A small button that shows a drawing alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QToolButton

from vortex_gui.console.look import icons
from vortex_gui.console.parts.plain_text import set_tip


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
