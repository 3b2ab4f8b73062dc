"""An item of the memory graph's view covers the view box, in whole pixels of the widget."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from vortex_gui.console.memory.drawing.items import StackItem
from vortex_gui.console.memory.drawing.view_item import ViewItem
from vortex_gui.console.memory.view import MemoryView


def test_it_is_as_large_as_what_the_view_shows(view: MemoryView) -> None:
    box = view.graph.getViewBox()
    item = next(item for item in view.graph.items() if isinstance(item, StackItem))
    assert isinstance(item, ViewItem)
    box.setRange(QRectF(-30, 0, 20, 5e9), padding=0)
    assert item.boundingRect() == QRectF(box.viewRect())


def test_its_pixels_are_whole_whatever_the_scale(view: MemoryView) -> None:
    box = view.graph.getViewBox()
    item = next(item for item in view.graph.items() if isinstance(item, StackItem))
    box.setRange(QRectF(0, 0, 10, 10), padding=0)
    shown = item.boundingRect()
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painter.setWorldTransform(QTransform.fromScale(3.3, 1.7))
    pixels = item.pixel_box(painter)
    painter.end()
    ends = (shown.left() * 3.3, shown.top() * 1.7, shown.right() * 3.3, shown.bottom() * 1.7)
    assert (pixels.left(), pixels.top(), pixels.right(), pixels.bottom()) == tuple(map(round, ends))


def test_without_a_view_it_has_no_size() -> None:
    assert ViewItem().boundingRect() == QRectF()
