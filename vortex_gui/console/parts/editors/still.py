"""Choices, numbers and ranges that the wheel passes by: it scrolls the page, and changes no value unseen."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QSpinBox


class _Still:
    def wheelEvent(self, event: QWheelEvent) -> None:
        """What is around it scrolls."""
        event.ignore()


class Choice(_Still, QComboBox):
    """One of several words."""


class WholeNumber(_Still, QSpinBox):
    """A number without a fraction."""


class DecimalNumber(_Still, QDoubleSpinBox):
    """A number with a fraction."""


class Range(_Still, QSlider):
    """A value between two ends."""
