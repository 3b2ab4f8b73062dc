"""Scrolls the form up and down, and keeps a section in sight that grows while its files are looked at."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


class FormScroll(QScrollArea):
    """Scrolls the fields by the wheel and the bar; each field takes the keyboard itself."""

    def __init__(self, fields: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(fields)
        self._fields = fields
        self._followed: QWidget | None = None
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._show_followed)
        bar.actionTriggered.connect(self._let_go)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]  # there is one

    def follow(self, section: QWidget) -> None:
        """Keeps the section in sight as it grows, until the operator scrolls or goes elsewhere."""
        self._followed = section
        self._show_followed()

    def _show_followed(self) -> None:
        """All of it, or its head where it is higher than the form."""
        section = self._followed
        if section is not None and section.height() > self.viewport().height():
            self.verticalScrollBar().setValue(section.mapTo(self._fields, QPoint()).y())
        elif section is not None:
            self.ensureWidgetVisible(section)

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """A window that becomes active, or another one, is no step of the operator's in the form."""
        is_within = self._followed is not None and now is not None and self._followed.isAncestorOf(now)
        if before is not None and now is not None and not is_within:
            self._let_go()

    def _let_go(self) -> None:
        self._followed = None
