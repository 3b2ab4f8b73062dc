"""Where the docks stand at first, and how they come back as they were left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QMainWindow

from vortex_gui.console.shell.docks import Dock

VERSION = 1
RECIPE_WIDTH, SIDE_WIDTH, SLOTS_HEIGHT = 350, 430, 290
MEMORY_HEIGHT, MODELS_HEIGHT = 330, 285
"""All at most, in points; in a small window the share of it that SMALL gives."""
SMALL_RECIPE, SMALL_SIDE, SMALL_SLOTS = 0.25, 0.28, 0.28
LOW = 800
"""Below this height memory and models share one place, so that neither is cut."""


class WindowLayout:
    """Lays a window's docks out by their names; remembers them, and the recipe begun, in a file."""

    def __init__(self, window: QMainWindow, docks: Mapping[str, Dock], file: Path) -> None:
        self._window = window
        self._docks = docks
        self._file = QSettings(str(file), QSettings.Format.IniFormat)

    def lay_out(self) -> None:
        """Puts all docks where they stand at first."""
        window, docks, areas = self._window, self._docks, Qt.DockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, areas.BottomDockWidgetArea)
        for dock in docks.values():  # else they stand side by side for a moment, and the window grows
            window.removeDockWidget(dock)
            dock.setFloating(False)
        for name, area in (
            ("recipe", areas.LeftDockWidgetArea),
            ("memory", areas.RightDockWidgetArea),
            ("models", areas.RightDockWidgetArea),
            ("slots", areas.BottomDockWidgetArea),
        ):
            window.addDockWidget(area, docks[name])
        for name in ("log", "plan"):
            window.tabifyDockWidget(docks["slots"], docks[name])
        if window.height() < LOW:
            window.tabifyDockWidget(docks["memory"], docks["models"])
        for dock in docks.values():
            dock.show()
        docks["slots"].raise_()
        docks["memory"].raise_()
        self._resize()

    def _resize(self) -> None:
        docks, width, height = self._docks, self._window.width(), self._window.height()
        wide, high = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        sides = [min(RECIPE_WIDTH, round(width * SMALL_RECIPE)), min(SIDE_WIDTH, round(width * SMALL_SIDE))]
        self._window.resizeDocks([docks["recipe"], docks["memory"]], sides, wide)
        self._window.resizeDocks([docks["memory"], docks["models"]], [MEMORY_HEIGHT, MODELS_HEIGHT], high)
        self._window.resizeDocks([docks["slots"]], [min(SLOTS_HEIGHT, round(height * SMALL_SLOTS))], high)

    def remember(self, draft: dict[str, Any]) -> None:
        """Writes where all stands, and the recipe as far as it is written."""
        self._file.setValue("geometry", self._window.saveGeometry())
        self._file.setValue("docks", self._window.saveState(VERSION))
        self._file.setValue("draft", json.dumps(draft))
        self._file.sync()

    def restore(self) -> dict[str, Any]:
        """Puts all where it was left; returns the recipe that was begun, empty when there is none."""
        geometry, docks = self._file.value("geometry"), self._file.value("docks")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(docks, QByteArray):
            self._window.restoreState(docks, VERSION)
        try:
            draft = json.loads(str(self._file.value("draft") or "{}"))
        except ValueError:
            return {}
        return draft if isinstance(draft, dict) else {}
