"""A slider that goes to where it is pressed, and can be dragged on from there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider


class PointSlider(QSlider):
    """A horizontal slider; Qt's own pages towards the mouse, which no player does."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setValue(self._value_at(event.position().x()))
        super().mousePressEvent(event)  # the handle is under the mouse now

    def _value_at(self, x: float) -> int:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part, style = QStyle.ComplexControl.CC_Slider, self.style()
        groove = style.subControlRect(part, option, QStyle.SubControl.SC_SliderGroove, self)
        handle = style.subControlRect(part, option, QStyle.SubControl.SC_SliderHandle, self)
        if handle.contains(round(x), handle.center().y()):
            return self.value()
        room = groove.width() - handle.width()
        place = round(x) - groove.x() - handle.width() // 2
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room)
