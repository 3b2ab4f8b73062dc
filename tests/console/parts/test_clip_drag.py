"""A clip drawn out of a widget: a copy of the file for the other program, after the mouse has gone a way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.clip_drag import ClipDrag, DraggedClips
from vortex_gui.console.parts.file_links import files_of

CLIP = Path("/out/slot-000007/slot.mp4")


Given = list[tuple[tuple[Path, ...], object]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """What other programs would get: Qt itself waits there for a mouse that no test has."""
    taken: Given = []

    def start(view: DraggedClips, actions: object) -> None:
        chosen = view.selectionModel().selectedIndexes()
        assert all(view.model().flags(index) & Qt.ItemFlag.ItemIsDragEnabled for index in chosen)
        taken.append((files_of(view.model().mimeData(chosen)), actions))

    monkeypatch.setattr(DraggedClips, "startDrag", start)
    return taken


class Handle(QWidget):
    clicks = 0

    def __init__(self, clip: Path | None) -> None:
        super().__init__()
        self.clip, self.drag = clip, ClipDrag(self)
        self.resize(200, 200)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.drag.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.drag.move(event, self.clip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicks += self.drag.release()


def pull(qtbot: QtBot, handle: Handle, pixels: int) -> None:
    qtbot.addWidget(handle)
    handle.show()
    start = QPoint(20, 20)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(pixels, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(pixels, 0))


def test_a_pull_gives_a_copy_and_is_no_click(qtbot: QtBot, given: Given) -> None:
    handle = Handle(CLIP)
    pull(qtbot, handle, QApplication.startDragDistance() + 20)
    assert given == [((CLIP,), Qt.DropAction.CopyAction)]
    assert handle.clicks == 0


def test_a_trembling_hand_clicks(qtbot: QtBot, given: Given) -> None:
    handle = Handle(CLIP)
    pull(qtbot, handle, 1)
    assert (given, handle.clicks) == ([], 1)


def test_without_a_clip_there_is_nothing_to_pull(qtbot: QtBot, given: Given) -> None:
    handle = Handle(None)
    pull(qtbot, handle, 100)
    assert (given, handle.clicks) == ([], 1)


def test_several_clips_go_together(qtbot: QtBot, given: Given) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    DraggedClips(widget).drag_out((CLIP, Path("/out/b.mp4")))
    assert given == [((CLIP, Path("/out/b.mp4")), Qt.DropAction.CopyAction)]
