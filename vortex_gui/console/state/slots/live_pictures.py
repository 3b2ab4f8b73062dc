"""The newest picture of each slot in the making."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.stages import Stage


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a slot in the making, as JPEG; `index` is the step or the frame."""

    slot_id: int
    stage: Stage
    index: int
    jpeg: bytes


class PreviewState(QObject):
    """The newest picture of each running slot; `pictured(slot_id)`."""

    pictured = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest: dict[int, Picture] = {}

    def latest(self, slot_id: int | None) -> Picture | None:
        return self._latest.get(slot_id) if slot_id is not None else None

    def put(self, picture: Picture) -> None:
        self._latest[picture.slot_id] = picture
        self.pictured.emit(picture.slot_id)

    def forget(self, slot_id: int) -> None:
        """Lets the picture of a slot go that runs no more."""
        self._latest.pop(slot_id, None)
