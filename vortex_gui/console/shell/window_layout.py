"""Where the docks stand at first, and how they come back as they were left."""

from __future__ import annotations

import contextlib
import json
import stat
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QStyle

from vortex_gui.base.private_files import make_private_file, make_private_folder
from vortex_gui.base.translation import tr
from vortex_gui.console.shell.dock_table import DockRow, Extent
from vortex_gui.console.shell.docks import Docks

VERSION = 1
MAX_FILE_BYTES = 4_000_000
LOW = 800
"""Below this height some docks share one place, so that none is cut."""


class WindowLayout:
    """Lays a window's docks out by their table; remembers them, and the recipe begun, in a file."""

    def __init__(self, window: QMainWindow, docks: Docks, file: Path) -> None:
        self._window = window
        self._docks = docks
        self._path = file
        self._file = _opened(file)
        self.fault = ""
        """What of the file cannot be used, in a sentence; known once it was restored."""

    def lay_out(self) -> None:
        """Puts all docks where they stand at first."""
        window, docks, areas = self._window, self._docks, Qt.DockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, areas.BottomDockWidgetArea)
        for dock in docks:  # else they stand side by side for a moment, and the window grows
            window.removeDockWidget(dock)
            dock.setFloating(False)
        tabs = {row.name: self._tab_of(row) for row in docks.rows}
        for row in docks.rows:
            if not row.tab_of:
                window.addDockWidget(row.area, docks[row.name])
        for name, below in tabs.items():
            if below:
                window.tabifyDockWidget(docks[below], docks[name])
        for row in docks.rows:
            docks[row.name].setVisible(row.is_shown)
        for name in sorted({below for below in tabs.values() if below}):
            docks[name].raise_()
        self._resize()

    def _tab_of(self, row: DockRow) -> str:
        return row.tab_of or (row.tab_of_when_low if self._window.height() < LOW else "")

    def _resize(self) -> None:
        """Widths in one go; heights area by area, since those in one area share it."""
        docks, window = self._docks, self._window
        wide = {row.name: _points(row.width, window.width()) for row in docks.rows if row.width}
        window.resizeDocks([docks[name] for name in wide], list(wide.values()), Qt.Orientation.Horizontal)
        for area in dict.fromkeys(row.area for row in docks.rows):
            rows = [row for row in docks.rows if row.area is area]
            high = {row.name: _points(row.height, window.height()) for row in rows if row.height}
            window.resizeDocks([docks[name] for name in high], list(high.values()), Qt.Orientation.Vertical)

    def remember(self, draft: Mapping[str, object]) -> None:
        """Writes where all stands, and the recipe as far as it is written."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):  # Qt keeps a file's mode, and makes one that all can read
            make_private_folder(self._path.parent)
            make_private_file(self._path)
        self._file.setValue("geometry", self._window.saveGeometry())
        self._file.setValue("docks", self._window.saveState(VERSION))
        self._file.setValue("draft", json.dumps(draft))
        self._file.sync()

    def restore(self) -> Mapping[str, object]:
        """Puts all where it was left; returns the recipe that was begun, empty when there is none.

        `fault` says then what of the file cannot be used.
        """
        geometry, docks = self._value("geometry"), self._value("docks")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(docks, QByteArray):
            self._window.restoreState(docks, VERSION)
        return self._draft()

    def _draft(self) -> Mapping[str, object]:
        if self._file is None:
            self.fault = tr(
                "{file} is not a file of the window's, so the window begins as at first.", file=self._path
            )
            return {}
        try:
            draft = json.loads(str(self._value("draft") or "{}"))
        except (ValueError, RecursionError):
            draft = None
        if isinstance(draft, dict):
            return draft
        self.fault = tr("The recipe that was begun cannot be read from {file}.", file=self._path)
        return {}

    def _value(self, name: str) -> object:
        """What the file has under a name; nothing where Qt or Python cannot read it."""
        try:
            return self._file.value(name) if self._file is not None else None
        except Exception:  # whatever a binding makes of bytes that no program wrote
            return None


def _opened(file: Path) -> QSettings | None:
    """Qt would wait for a pipe's other end, and read a file of any length."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return QSettings(str(file), QSettings.Format.IniFormat)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
        return None
    return QSettings(str(file), QSettings.Format.IniFormat)


def fitting(size: QSize) -> QSize:
    """The size, or what the screen has room for; a screen that only Qt imagines has any room."""
    screen = QGuiApplication.primaryScreen()
    if screen is None or QGuiApplication.platformName() == "offscreen":
        return size
    return within(size, screen.availableSize())


def within(size: QSize, room: QSize) -> QSize:
    """No larger than the room below a title bar; else the status line lies below the screen's edge."""
    title_bar = QApplication.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    return size.boundedTo(room - QSize(0, title_bar))


def _points(extent: Extent, whole: int) -> int:
    return min(extent.points, round(whole * extent.share))
