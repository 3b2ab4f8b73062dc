"""A measured console hears that nobody gives it orders any more."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import asyncio
from vortex_gui.measure.closed_stdin import watch_stdin

async def main():
    ended = asyncio.Event()
    watch_stdin(ended)
    print("waits", flush=True)
    await ended.wait()
    print("ended")

asyncio.run(main())
"""


def test_it_ends_with_its_stdin_and_not_with_a_line() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CODE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as console:
        assert console.stdout is not None
        assert console.stdout.readline() == "waits\n"
        output, _ = console.communicate("a late order\n", timeout=60)
    assert (output, console.returncode) == ("ended\n", 0)
