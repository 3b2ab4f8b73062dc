"""Choices, numbers and ranges that the wheel passes by: it scrolls the page, and changes no value unseen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QSpinBox


class _Still:
    def __init__(self, *given: object) -> None:
        super().__init__(*given)
        # Qt would also give the keyboard to what the wheel is over.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # type: ignore[attr-defined]  # of the widget beside

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Choice(_Still, QComboBox):
    """One of several words."""


class WholeNumber(_Still, QSpinBox):
    """A number without a fraction."""


class DecimalNumber(_Still, QDoubleSpinBox):
    """A number with a fraction."""


class Range(_Still, QSlider):
    """A value between two ends."""
