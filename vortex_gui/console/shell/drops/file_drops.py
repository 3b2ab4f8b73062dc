"""Takes files that are dropped anywhere on the window, or pasted into one of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from vortex_gui.console.parts.file_links import files_of
from vortex_gui.console.recipe.own_files.file_choice import FileChoice


class FileDrops(QObject):
    """`dropped(paths)`; a field that takes text never sees the address of a file.

    A field that names a file of that kind takes it for itself.
    """

    dropped = Signal(object)

    def watch(self, widget: QWidget) -> None:
        """Takes what is dropped on the widget and on all that is in it now."""
        widget.setAcceptDrops(True)
        for each in (widget, *widget.findChildren(QWidget)):
            if each.acceptDrops():
                each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove | QEvent.Type.Drop:
                return isinstance(event, QDropEvent) and self._take_drag(watched, event)
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                pasted = isinstance(watched, QLineEdit | QPlainTextEdit) and event.matches(
                    QKeySequence.StandardKey.Paste
                )
                return pasted and self._take_clipboard(watched)
        return False

    def _take_drag(self, watched: QObject, event: QDropEvent) -> bool:
        """Our own clips, on their way to another program, are no recipes."""
        paths = files_of(event.mimeData())
        if not paths:
            return False
        if event.source() is not None:
            event.ignore()
            return True
        event.acceptProposedAction()
        if not isinstance(event, QDragMoveEvent):
            self._give(watched, paths)
        return True

    def _take_clipboard(self, watched: QObject) -> bool:
        paths = files_of(QGuiApplication.clipboard().mimeData())
        if paths:
            self._give(watched, paths)
        return bool(paths)

    def _give(self, watched: QObject, paths: Sequence[Path]) -> None:
        choice = watched.parent()
        if isinstance(choice, FileChoice) and len(paths) == 1 and choice.suits(paths[0]):
            choice.line.setText(str(paths[0]))
        else:
            self.dropped.emit(paths)
