"""An object that sets its attributes and signals only when one of them differs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Observable(QObject):
    """A QObject that sets an attribute and emits `changed` only when the value differs."""

    changed = Signal()

    def _set(self, name: str, value: object) -> bool:
        if getattr(self, name) == value:
            return False
        setattr(self, name, value)
        return True

    def update(self, **values: object) -> None:
        """Sets the attributes named; emits `changed` once if any differs."""
        differing = [name for name, value in values.items() if self._set(name, value)]
        if differing:
            self.changed.emit()
