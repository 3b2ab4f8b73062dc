"""A question to the operator before something larger: what would happen, and two ways out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QScrollArea, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.dialogs.screens import room_for
from vortex_gui.console.parts.labels.plain_text import PlainLabel

SIZE = (460, 320)


class Question(QDialog):
    """Opened, never executed; `accepted` when the operator says yes. Without `yes` it only tells."""

    def __init__(self, title: str, text: str, details: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(QSize(*SIZE)))
        asked, listed = PlainLabel(text), PlainLabel(details)
        for label in (asked, listed):
            label.setWordWrap(True)
        asked.setFont(theme.ui_font(bold=True))
        listed.setAlignment(Qt.AlignmentFlag.AlignTop)
        listed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        listed.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(listed)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(asked)
        column.addWidget(scroll, 1)
        column.addWidget(self._buttons(yes))

    def _buttons(self, yes: str) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        kinds = QDialogButtonBox.ButtonRole
        if yes:
            self.yes = QPushButton(yes)
            self.yes.setProperty("primary", True)
            buttons.addButton(self.yes, kinds.AcceptRole)
        no = QPushButton(tr("Cancel") if yes else tr("Close"))
        no.setAutoDefault(False)
        buttons.addButton(no, kinds.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons
