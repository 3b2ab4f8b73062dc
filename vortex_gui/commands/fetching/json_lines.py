"""Tells the console, over stdout, how far a command is; ends with the console."""

from __future__ import annotations

import sys

from vortex_gui.base.fetch_lines import FetchLine, to_json_line
from vortex_gui.base.process.exit_codes import FAILED


def tell(line: FetchLine) -> None:
    """Prints the line; raises `SystemExit` when nobody reads any more."""
    try:
        print(to_json_line(line), flush=True)
    except BrokenPipeError:
        # Python would try once more at its end, and print a trace.
        sys.stdout = None
        raise SystemExit(FAILED) from None
