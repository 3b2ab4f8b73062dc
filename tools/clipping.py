"""Finds words in a window that do not fit their place, and are neither shortened nor wrapped."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QMenuBar,
    QPushButton,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QWidget,
)

from vortex_gui.console.parts.buttons.fitting_button import FittingButton

SLACK = 2
"""Points that a style rounds away without cutting a letter."""


def clipped_words(window: QWidget) -> list[str]:
    """What is cut, as `words (kind, 40 of 52 points)`; empty when all can be read."""
    return [
        fault
        for widget in window.findChildren(QWidget)
        if _is_seen(widget, window)
        for fault in _fault(widget)
    ]


def _is_seen(widget: QWidget, window: QWidget) -> bool:
    return widget.isVisible() and widget.window() is window and not widget.visibleRegion().isEmpty()


def _fault(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _label_fault(widget)
    elif isinstance(widget, FittingButton):
        return  # shortens its words itself, and its tooltip has them whole
    elif isinstance(widget, QPushButton) or (isinstance(widget, QToolButton) and _has_words(widget)):
        if widget.text() and widget.width() + SLACK < _needed(widget):
            yield _told(widget.text(), widget, widget.width(), _needed(widget))
    elif isinstance(widget, QComboBox):
        words, room = widget.currentText(), widget.width() - 30
        needed = widget.fontMetrics().horizontalAdvance(words)
        if room + SLACK < needed and not widget.isEditable():
            yield _told(words, widget, room, needed)
    elif isinstance(widget, QTabBar | QMenuBar):
        return
    if not isinstance(widget, QAbstractButton | QLabel):
        yield from _cut_by_parent(widget)


def _label_fault(label: QLabel) -> Iterator[str]:
    if not label.text() or label.textFormat() == Qt.TextFormat.RichText or label.text().startswith("<"):
        return
    gives_way = label.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
    if gives_way and not label.wordWrap():
        return  # gives way on purpose; its tooltip has the words whole
    room, metrics = label.contentsRect(), label.fontMetrics()
    if label.wordWrap():
        needed = metrics.boundingRect(
            QRect(0, 0, room.width(), 10_000), int(Qt.TextFlag.TextWordWrap), label.text()
        ).height()
        if room.height() + SLACK < needed:
            yield _told(label.text(), label, room.height(), needed)
        return
    needed = max(metrics.horizontalAdvance(line) for line in label.text().splitlines())
    if room.width() + SLACK < needed:
        yield _told(label.text(), label, room.width(), needed)


def _cut_by_parent(widget: QWidget) -> Iterator[str]:
    """A control that reaches out of what holds it, where nothing can be scrolled."""
    parent = widget.parentWidget()
    if (
        parent is None
        or isinstance(parent.parentWidget(), QAbstractScrollArea)
        or widget.objectName() == "focusRing"
    ):
        return
    box = QRect(QPoint(0, 0), parent.size()).adjusted(-SLACK, -SLACK, SLACK, SLACK)
    if (
        widget.accessibleName()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not box.contains(widget.geometry())
    ):
        yield f"{widget.accessibleName()} ({type(widget).__name__} reaches out of its place)"


def _has_words(button: QToolButton) -> bool:
    return bool(button.text()) and (
        button.icon().isNull() or button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
    )


def _needed(button: QPushButton | QToolButton) -> int:
    icon = 0 if button.icon().isNull() else button.iconSize().width() + 4
    return button.fontMetrics().horizontalAdvance(button.text().replace("&", "")) + icon


def _told(words: str, widget: QWidget, room: int, needed: int) -> str:
    return f"{words!r} ({type(widget).__name__}, {room} of {needed} points)"
