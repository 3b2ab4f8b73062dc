"""Checks what the window needs of the system before Qt loads: a display, and the libraries of Qt itself."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from vortex_gui.base.words.translation import mark, tr

PACKAGES = {
    "libpulse": "libpulse0",
    "libxcb-cursor": "libxcb-cursor0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-image": "libxcb-image0",
    "libxcb-render-util": "libxcb-render-util0",
    "libxcb-shape": "libxcb-shape0",
    "libxcb-xkb": "libxcb-xkb1",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
    "libxkbcommon": "libxkbcommon0",
    "libxcb": "libxcb1",
    "libX11-xcb": "libx11-xcb1",
    "libX11": "libx11-6",
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libOpenGL": "libopengl0",
    "libfontconfig": "libfontconfig1",
    "libfreetype": "libfreetype6",
    "libdbus-1": "libdbus-1-3",
    "libglib-2.0": "libglib2.0-0",
    "libnss3": "libnss3",
    "libasound": "libasound2",
}
"""Debian's package of each system library that Qt's wheel needs."""
NO_DISPLAY = mark(
    "There is no display for the window: use `vortex-gui generate RECIPE` without one, "
    "or start it on a virtual screen with `xvfb-run -a vortex-gui`."
)
HEADLESS = ("offscreen", "minimal", "vnc")


def missing() -> str:
    """Why this machine cannot open a window, in one sentence; empty when it can."""
    if not sys.platform.startswith("linux"):
        return ""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform not in HEADLESS and not has_display(os.environ):
        return tr(NO_DISPLAY)
    for library in _needed(platform):
        if fault := library_fault(library):
            return fault
    if platform in ("", "xcb") and not os.environ.get("WAYLAND_DISPLAY") and not _display_answers():
        name = os.environ.get("DISPLAY")
        return tr("The display {name} does not answer. {remedy}", name=name, remedy=tr(NO_DISPLAY))
    return ""


def has_display(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def library_fault(library: Path) -> str:
    """Names the package that one of Qt's files lacks, in one sentence; empty when the file loads."""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        return explain(str(error))
    return ""


def explain(error: str) -> str:
    """Turns a loader's message into the sentence that says what to install."""
    name = error.split(":", 1)[0].strip()
    known = next((package for stem, package in PACKAGES.items() if name.startswith(f"{stem}.")), None)
    if known is None:
        return tr("Qt cannot be loaded: {error}.", error=error)
    return tr(
        "Qt needs the system library {library}: install the package {package} (`apt-get install {package}`).",
        library=name,
        package=known,
    )


def _needed(platform: str) -> list[Path]:
    """Files of the Qt wheel that need system libraries, in the order that Qt loads them."""
    spec = find_spec("PySide6")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    if not folders:
        return []
    qt = Path(folders[0]) / "Qt"
    files = [qt / "lib" / f"libQt6{part}.so.6" for part in ("Core", "Gui", "Widgets")]
    if platform in ("", "xcb") and not os.environ.get("WAYLAND_DISPLAY"):
        files += [qt / "lib" / "libQt6XcbQpa.so.6", qt / "plugins" / "platforms" / "libqxcb.so"]
    files.append(qt / "lib" / "libQt6Multimedia.so.6")
    return [file for file in files if file.exists()]


def _display_answers() -> bool:
    """Whether the X server accepts a connection: Qt would abort the process without a word."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # `missing` has named the library already
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    answers = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return answers
