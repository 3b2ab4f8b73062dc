"""A folded section whose fields are made when they are first needed: most of them are never unfolded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from vortex_gui.console.look import icons
from vortex_gui.console.parts.editors.fields import Section


class LateSection(Section):
    """Its heading is a button that unfolds it. `make` puts the fields in, once; unfolding calls it.

    `made` when they are there.
    """

    made = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        self.heading = QToolButton()
        self.heading.setText(title)
        self.heading.setCheckable(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setObjectName("fold")
        super().__init__(title, self.heading, parent)
        self.is_made = False
        self.heading.toggled.connect(self._apply_fold)
        self._apply_fold(False)

    def unfold(self) -> None:
        """Shows the fields."""
        self.heading.setChecked(True)

    def make(self) -> None:
        """Makes the fields unless they are there."""
        if self.is_made:
            return
        self.is_made = True
        self.put_fields()
        self._follow_the_heading()
        self.made.emit()

    def put_fields(self) -> None:
        """Puts the fields into `column`."""
        raise NotImplementedError

    def _apply_fold(self, shown: bool) -> None:
        if shown:
            self.make()  # before they are shown, so that all come at once
        self.body.setVisible(shown)
        icons.dress(self.heading, "minus" if shown else "plus", "muted")

    def _follow_the_heading(self) -> None:
        """Tab goes from the heading into the fields: Qt puts what comes late at the end of its round."""
        before: QWidget = self.heading
        for widget in self._stops():
            QWidget.setTabOrder(before, widget)
            before = widget

    def _stops(self) -> list[QWidget]:
        """What takes the keyboard in the section, in the order in which it was made."""
        inside = set(self.body.findChildren(QWidget))
        found, at = [], self.body.nextInFocusChain()
        while at is not None and at is not self.body:
            if at in inside and at.focusPolicy() != Qt.FocusPolicy.NoFocus:
                found.append(at)
            at = at.nextInFocusChain()
        return found
