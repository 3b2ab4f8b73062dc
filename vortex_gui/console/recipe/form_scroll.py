"""Scrolls the form up and down, and keeps a section in sight that grows while its files are looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


class FormScroll(QScrollArea):
    """Scrolls the fields by the wheel and the bar; each field takes the keyboard itself."""

    def __init__(self, fields: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(fields)
        self._followed: QWidget | None = None
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._show_followed)
        bar.actionTriggered.connect(self._let_go)
        QApplication.instance().focusChanged.connect(self._let_go)  # type: ignore[union-attr]  # there is one

    def follow(self, section: QWidget) -> None:
        """Keeps the section in sight as it grows, until the operator scrolls or goes elsewhere."""
        self._followed = section
        self._show_followed()

    def _show_followed(self) -> None:
        """In the next turn: a section that unfolds has no place before."""
        if self._followed is not None:
            QTimer.singleShot(0, self, self._scroll_to_followed)

    def _scroll_to_followed(self) -> None:
        if self._followed is not None:
            self.ensureWidgetVisible(self._followed)

    def _let_go(self) -> None:
        self._followed = None
