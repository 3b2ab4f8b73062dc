"""The QApplication of each of our processes, made in one of its own."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import linecache, os, sys
from vortex_gui.console.parts.qt_application import open_application
application = open_application(["test"])
from vortex_gui.console.program.messages import CloseOutput
assert sys.modules[CloseOutput.__module__].__file__ not in linecache.cache
assert os.environ["QT_XCB_GL_INTEGRATION"] == "none"
assert not application.quitOnLastWindowClosed()
assert application.applicationName() == "vortex-console"
"""


def test_it_reads_no_sources_stays_raster_and_outlives_its_windows() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
