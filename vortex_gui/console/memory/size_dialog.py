"""Asks how large the picture of the memory graph is to be."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QWidget,
)

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.editors.fields import inset
from vortex_gui.console.parts.editors.still import Choice, WholeNumber
from vortex_gui.console.parts.labels.plain_text import PlainLabel

SIZES = ((1280, 720), (1920, 1080), (2560, 1440), (3840, 2160))
LEAST, MOST = QSize(320, 200), QSize(7680, 4320)


class SizeDialog(QDialog):
    """Opened, never executed; `chosen(QSize)` once it is accepted. `shown` is the size on the screen."""

    chosen = Signal(QSize)

    def __init__(self, shown: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Size of the picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sizes = Choice()
        self.sizes.addItem(_words(tr("As shown"), shown), shown)
        for width, height in SIZES:
            self.sizes.addItem(f"{width} × {height}", QSize(width, height))
        self.sizes.addItem(tr("Another size"))
        self.width_box = _box(LEAST.width(), MOST.width(), tr("Width"))
        self.height_box = _box(LEAST.height(), MOST.height(), tr("Height"))
        form = QFormLayout(self)
        form.addRow(tr("Size"), self.sizes)
        form.addRow(tr("Points"), self._pair())
        form.addRow(self._buttons())
        self.sizes.currentIndexChanged.connect(self._on_size)
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(self._on_points)
        self._on_size()

    def size_chosen(self) -> QSize:
        """What the boxes say."""
        return QSize(self.width_box.value(), self.height_box.value())

    def _pair(self) -> QWidget:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.width_box, PlainLabel("×"), self.height_box):
            row.addWidget(widget)
        row.addStretch(1)
        return pair

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.accept_button = buttons.addButton(tr("Choose file …"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _on_size(self) -> None:
        size = self.sizes.currentData()
        if isinstance(size, QSize):
            for box, value in ((self.width_box, size.width()), (self.height_box, size.height())):
                with QSignalBlocker(box):
                    box.setValue(value)

    def _on_points(self) -> None:
        """A size that was typed is none of the list."""
        self.sizes.setCurrentIndex(self.sizes.count() - 1)

    def _accept(self) -> None:
        self.chosen.emit(self.size_chosen())
        self.accept()


def _box(least: int, most: int, name: str) -> QSpinBox:
    box = WholeNumber()
    box.setRange(least, most)
    box.setAccessibleName(name)
    inset(box)
    return box


def _words(name: str, size: QSize) -> str:
    return f"{name} ({size.width()} × {size.height()})"
