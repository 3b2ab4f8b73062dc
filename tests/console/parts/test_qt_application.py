"""The QApplication of each of our processes, made in one of its own."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys

SCRIPT = """
import linecache, os, sys
from vortex_gui.console.parts.qt_application import open_application
application = open_application(["test"])
from vortex_gui.console.program.messages import CloseOutput
assert sys.modules[CloseOutput.__module__].__file__ not in linecache.cache
assert not application.quitOnLastWindowClosed()
assert application.applicationName() == "vortex-console"
print(os.environ["QT_XCB_GL_INTEGRATION"], os.environ["QT_LOGGING_RULES"])
"""
SETTINGS = ("QT_XCB_GL_INTEGRATION", "QT_LOGGING_RULES")
OTHER_HOOK = """
import builtins
from vortex_gui.console.parts.qt_application import unwrap_import
import PySide6.QtCore
wrapped = builtins.__import__
def hook(*given, **named): return wrapped(*given, **named)
builtins.__import__ = hook
unwrap_import()
assert builtins.__import__ is hook
"""


def ran(script: str, **settings: str) -> str:
    others = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=others | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.strip()


def test_it_reads_no_sources_stays_raster_and_quiet_and_outlives_its_windows() -> None:
    assert ran(SCRIPT) == "none qt.multimedia*=false"


def test_what_the_operator_set_for_qt_stands() -> None:
    own = {"QT_XCB_GL_INTEGRATION": "xcb_egl", "QT_LOGGING_RULES": "qt.multimedia=true"}
    assert ran(SCRIPT, **own) == "xcb_egl qt.multimedia=true"


def test_another_ones_wrapper_around_import_stays() -> None:
    ran(OTHER_HOOK)


def test_the_tests_read_no_sources_either() -> None:
    assert builtins.__import__ is not getattr(builtins, "__feature_import__", None)
