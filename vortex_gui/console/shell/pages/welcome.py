"""The page before the first slot: what the program does, and presets to begin with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.recipe.draft.presets import preset_paths, preset_title

COLUMNS = 2
OFFERED = 6


class WelcomePage(QWidget):
    """Offers presets; a click fills the form and generates."""

    def __init__(self, choose: Callable[[Path], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP)
        column.addStretch(2)
        emblem = PlainLabel()
        emblem.setPixmap(icons.app_icon().pixmap(QSize(64, 64)))
        emblem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = PlainLabel(tr("A recipe becomes a talking clip"))
        title.setProperty("heading", True)
        title.setWordWrap(True)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        about = PlainLabel(
            tr(
                "Choose a preset to generate your first slot, or write your own recipe on the left and press "
                "Generate. Meanwhile the models load; the slot stays queued until they are ready."
            )
        )
        about.setProperty("muted", True)
        about.setWordWrap(True)
        about.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (emblem, title, about):
            column.addWidget(widget)
        column.addSpacing(theme.GAP * 2)
        column.addLayout(self._offers(choose))
        column.addStretch(3)

    def _offers(self, choose: Callable[[Path], None]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.GAP)
        for index, path in enumerate(preset_paths()[:OFFERED]):
            button = QPushButton(preset_title(path))
            button.setObjectName("offer")
            button.setMinimumSize(150, 38)
            set_tip(button, tr("Generate this preset"))
            icons.dress(button, "play", "accent")
            button.clicked.connect(lambda _=False, path=path: choose(path))
            grid.addWidget(button, index // COLUMNS, index % COLUMNS)
        return grid
