"""The command `program-output`: the QApplication first, then what PySide would read the sources of."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from vortex_gui.console.parts.qt_application import open_application
from vortex_gui.console.program.playout.priority import come_first


def main(words: Sequence[str]) -> int:
    """Started by the console, whose messages come on stdin; ends with it."""
    arguments = _parser().parse_args(list(words))
    to_console = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    from_console = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries print; the console hears messages alone
    come_first()
    application = open_application(sys.argv[:1])
    from vortex_gui.console.program.playout.process import run

    return run(application, arguments, to_console, from_console)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vortex-gui program-output")
    parser.add_argument("--screen", default="")
    parser.add_argument("--spared", default="")
    parser.add_argument("--may-move", action="store_true")
    parser.add_argument("--title", default="")
    parser.add_argument("--tap", default="")
    return parser
