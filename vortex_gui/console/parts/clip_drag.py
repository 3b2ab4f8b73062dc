"""Drags finished clips out of the window into other programs; they get a copy, the slot keeps its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QStringListModel, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QListView, QWidget

from vortex_gui.console.parts.file_links import files_to_give


class ClipDrag:
    """Tells a drag from a click: the owner passes its mouse events on."""

    def __init__(self, widget: QWidget) -> None:
        self._clips = DraggedClips(widget)
        self._pressed: QPoint | None = None

    def press(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def move(self, event: QMouseEvent, clip: Path | None) -> None:
        """Begins the drag when the mouse has gone far enough with its button down."""
        if self._pressed is None or clip is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._clips.drag_out((clip,))

    def release(self) -> bool:
        """Whether the button was let go without a drag."""
        clicked, self._pressed = self._pressed is not None, None
        return clicked


class DraggedClips(QListView):
    """Never seen: Qt's views drag by themselves, so that no loop of ours waits for the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setSelectionMode(QListView.SelectionMode.MultiSelection)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)

    def drag_out(self, clips: Sequence[Path]) -> None:
        """Copies only: a file manager that moved a clip away would leave a broken slot."""
        self.setModel(ClipNames(clips, self))
        self.selectAll()
        self.startDrag(Qt.DropAction.CopyAction)


class ClipNames(QStringListModel):
    """What hangs at the mouse, and the files behind it."""

    def __init__(self, clips: Sequence[Path], parent: QWidget) -> None:
        super().__init__([f"{clip.parent.name}/{clip.name}" for clip in clips], parent)
        self._clips = tuple(clips)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return files_to_give([self._clips[index.row()] for index in indexes])
