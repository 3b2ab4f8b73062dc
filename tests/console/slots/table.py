"""Rows of the table of slots for tests."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import Scores
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.engine.facts.slots import SlotRow, SlotState

HISTORY = 100_000

SCORES = Scores(0.8, 0.9, 0.86, self_check_passed=True, outlier_detected=False)


def row(recipe: Recipe, slot_id: int, state: str, **more: Any) -> SlotRow:
    return SlotRow(slot_id, SlotState(state), 1, "mini", recipe.to_json(), "/nowhere", 0.0, **more)


def picture(view: SlotsView, place: int, column: Column = Column.SLOT) -> QImage:
    """A cell as the delegate paints it, without its text's own differences."""
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 200, 26)
    image = QImage(200, 26, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    view.table.itemDelegate().paint(painter, option, view.model.index(place, column))
    painter.end()
    return image.copy(100, 0, 100, 26)


def has(image: QImage, colour: QColor) -> bool:
    """Whether some pixel has the colour, text's soft edges aside."""
    return any(
        image.pixelColor(x, y).rgb() == colour.rgb()
        for x in range(image.width())
        for y in range(image.height())
    )


def shown(view: SlotsView, place: int, column: Column) -> str:
    text = view.model.index(place, column).data()
    assert isinstance(text, str)
    return text
