"""The field of the seed, with its lock and its dice: locked, every slot takes the seed that stands there."""

from __future__ import annotations

import random

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from vortex_gui.base.recipe.recipe import MAX_SEED
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.recipe.draft.plain_values import plain_number


class SeedRow(QWidget):
    """`lock_changed` when the lock was opened or closed; what stands in the field is the field's own news."""

    lock_changed = Signal()

    def __init__(self, field: QLineEdit) -> None:
        super().__init__()
        self._field = field
        field.setAccessibleName(tr("Seed"))
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(field, 1)
        line.addWidget(tool_button("dice", tr("Draw a random seed and lock it"), self._draw))
        line.addWidget(self.lock)
        self._apply_lock(False)
        self.lock.toggled.connect(self._apply_lock)

    @property
    def locked_seed(self) -> int | None:
        """The seed of every slot; `None` while each draws its own, or while no number stands there."""
        seed = plain_number(self._field.text().strip())
        return seed if self.lock.isChecked() and isinstance(seed, int) else None

    def _draw(self) -> None:
        self.lock.setChecked(True)
        self._field.setText(str(random.randint(0, MAX_SEED)))

    def _apply_lock(self, locked: bool) -> None:
        icons.dress(self.lock, "lock" if locked else "unlock", "accent" if locked else "text")
        tip = (
            tr("Seed locked: the same recipe gives the same slot. Click to draw a seed for each slot")
            if locked
            else tr("Each slot draws its own seed. Click to lock one")
        )
        set_tip(self.lock, tip)
        self.lock.setAccessibleName(tip)
        self._field.setEnabled(locked)
        if not locked:
            self._field.clear()
        elif not self._field.text():
            self._field.setText(str(random.randint(0, MAX_SEED)))
        self.lock_changed.emit()
