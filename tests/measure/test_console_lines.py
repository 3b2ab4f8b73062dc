"""A console gets its orders as one line; of its answers whole lines are heard, and its end."""

from __future__ import annotations

import queue
import subprocess
import sys

from vortex_gui.measure.console_lines import Told, order

CONSOLE = "import sys; print(sys.stdin.readline(), end=''); print('{', end='')"


def test_orders_are_one_line_and_a_line_that_was_cut_off_is_dropped() -> None:
    told: Told = queue.SimpleQueue()
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", CONSOLE], stdin=pipe, stdout=pipe, text=True) as console:
        order(console, {"slots": 3}, told)
        assert told.get(timeout=20) == {"slots": 3}
        assert told.get(timeout=20) is None
