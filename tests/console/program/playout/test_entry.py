"""The program process begins with Qt, and reads no source of what it imports after it."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import atexit, linecache, sys
from vortex_gui.console.program.playout.entry import main
atexit.register(lambda: print(sum(len(entry) > 1 and len(entry[2]) for entry in linecache.cache.values())))
code = main([])
assert "numpy" in sys.modules
sys.exit(code)
"""
FEW_LINES = 10_000
"""With the sources of numpy, PyAV and our own it is many times as many."""


def test_it_ends_with_the_console_and_has_read_no_sources() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stderr.split()[-1]) < FEW_LINES  # its stdout is the console's
