"""Keeps the screen awake while the program is on it."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import subprocess
import sys
from typing import Any

from PySide6.QtCore import QObject

from vortex_gui.base.words.translation import tr

SAVER = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")
CONTINUOUS, DISPLAY_REQUIRED, SYSTEM_REQUIRED = 0x80000000, 0x2, 0x1
"""Windows' words for SetThreadExecutionState."""


class Awake(QObject):
    """Asks the desktop and the X server, Windows or macOS; where none answers, nothing happens."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cookie: int | None = None
        self._x: tuple[Any, Any, Any] | None = None
        self._caffeine: subprocess.Popen[bytes] | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        """Which of them have agreed."""
        found = {"desktop": self._cookie, "x11": self._x, "macos": self._caffeine}
        return tuple(name for name, way in found.items() if way is not None)

    def hold(self) -> None:
        """From now on the screen neither blanks nor locks."""
        if sys.platform == "win32":
            _tell_windows(CONTINUOUS | DISPLAY_REQUIRED | SYSTEM_REQUIRED)
        elif sys.platform == "darwin":
            self._caffeine = subprocess.Popen(["caffeinate", "-d", "-w", str(os.getpid())])
        else:
            self._ask_desktop()
            self._ask_x()

    def let_go(self) -> None:
        """The system decides again."""
        if sys.platform == "win32":
            _tell_windows(CONTINUOUS)
        if self._caffeine is not None:
            self._caffeine.terminate()
            self._caffeine = None
        if self._cookie is not None:
            _call_desktop("UnInhibit", self._cookie)
            self._cookie = None
        if self._x is not None:
            x11, saver, display = self._x
            saver.XScreenSaverSuspend(display, False)
            x11.XCloseDisplay(display)
            self._x = None

    def _ask_desktop(self) -> None:
        if "DBUS_SESSION_BUS_ADDRESS" in os.environ:
            self._cookie = _call_desktop("Inhibit", "Vortex Console", tr("The program is on air."))

    def _ask_x(self) -> None:
        """For screens without a desktop: the X server's own saver and power saving."""
        names = ctypes.util.find_library("X11"), ctypes.util.find_library("Xss")
        if "DISPLAY" not in os.environ or None in names:
            return
        x11, saver = (ctypes.CDLL(name) for name in names)
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XCloseDisplay.argtypes = (ctypes.c_void_p,)
        saver.XScreenSaverSuspend.argtypes = (ctypes.c_void_p, ctypes.c_int)
        display = x11.XOpenDisplay(None)
        if display:
            saver.XScreenSaverSuspend(display, True)
            x11.XFlush(ctypes.c_void_p(display))
            self._x = (x11, saver, display)


def _call_desktop(method: str, *words: object) -> int | None:
    """What the desktop's saver answers; `None` where there is no such desktop."""
    try:
        from PySide6.QtDBus import QDBusConnection, QDBusInterface
    except ImportError:
        return None
    saver = QDBusInterface(*SAVER, QDBusConnection.sessionBus())
    if not saver.isValid():
        return None
    saver.setTimeout(1000)
    answer = saver.call(method, *words).arguments()
    return int(answer[0]) if answer else None


def _tell_windows(state: int) -> None:
    ctypes.windll.kernel32.SetThreadExecutionState(state)  # type: ignore[attr-defined]  # Windows alone has it
