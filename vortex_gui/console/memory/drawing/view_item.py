"""An item over the whole of the memory graph's view, which draws in pixels of the screen.

Imports pyqtgraph, so it is itself imported only after the window's first paint.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter


class ViewItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Is as large as the view box, whatever that shows."""

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return QRectF(box.viewRect()) if box is not None else QRectF()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def pixel_box(self, painter: QPainter) -> QRectF:
        """The view box's rectangle in points of the widget, on whole pixels."""
        mapped = painter.worldTransform().mapRect(self.boundingRect())
        left, top = round(mapped.left()), round(mapped.top())
        return QRectF(left, top, round(mapped.right()) - left, round(mapped.bottom()) - top)
