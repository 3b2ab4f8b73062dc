"""Small pictures of actors: from a finished slot's folder, or as a running slot last showed itself."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from vortex_gui.base.report.report import slot_files
from vortex_gui.console.parts.background import Background
from vortex_gui.console.state.slots.live_pictures import PreviewState

SIDE = 192
KEPT = 24


class ActorPictures(QObject):
    """`come` when a picture has been read. One is read at a time, beside the window."""

    come = Signal()

    def __init__(self, live: PreviewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._read: OrderedDict[Path, QImage] = OrderedDict()
        self._wanted: list[Path] = []
        self._decoded: tuple[int, int, QImage] | None = None
        self._reading = Background(self)
        self._reading.answered.connect(self._on_answer)

    def picture(self, slot_id: int | None, folder: Path | None) -> QImage | None:
        """The picture as far as it is here; else it is read, and `come` tells of it."""
        if folder is not None:
            return self._of_folder(folder)
        latest = self._live.latest(slot_id)
        if latest is None:
            return None
        known = self._decoded
        if known is None or known[:2] != (latest.slot_id, latest.index):
            image = QImage.fromData(latest.jpeg, "JPG")  # type: ignore[arg-type]  # its types say text
            known = self._decoded = (latest.slot_id, latest.index, _small(image))
        return None if known[2].isNull() else known[2]

    def _of_folder(self, folder: Path) -> QImage | None:
        path = slot_files(folder, "").actor
        if path in self._read:
            self._read.move_to_end(path)
            return None if self._read[path].isNull() else self._read[path]
        if path not in self._wanted:
            self._wanted.append(path)
            if len(self._wanted) == 1:
                self._begin()
        return None

    def _begin(self) -> None:
        self._reading.read(partial(read_small, self._wanted[0]))

    def _on_answer(self, answer: object) -> None:
        path = self._wanted.pop(0)
        self._read[path] = answer if isinstance(answer, QImage) else QImage()
        while len(self._read) > KEPT:
            self._read.popitem(last=False)
        if self._wanted:
            self._begin()
        self.come.emit()


def read_small(path: Path) -> QImage:
    """A picture no larger than needed; a null one where it cannot be read. Runs in a thread."""
    reader = QImageReader(str(path))
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _small(image: QImage) -> QImage:
    if image.isNull():
        return image
    mode = Qt.TransformationMode.SmoothTransformation
    return image.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, mode)
