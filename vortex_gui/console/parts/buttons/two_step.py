"""A press that has to be repeated within seconds where it would disturb what runs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

ARMED_MS = 4_000


class TwoStep(QObject):
    """`changed` when the next press has become the one that counts, or no longer is."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._armed = QTimer(self, interval=ARMED_MS, singleShot=True)
        self._armed.timeout.connect(self.changed)

    @property
    def armed(self) -> bool:
        return self._armed.isActive()

    def press(self, *, disturbs: bool) -> bool:
        """Whether it is to be done now; a first press that would disturb arms the second."""
        done = not disturbs or self.armed
        (self._armed.stop if done else self._armed.start)()
        self.changed.emit()
        return done

    def disarm(self) -> None:
        if self.armed:
            self._armed.stop()
            self.changed.emit()
