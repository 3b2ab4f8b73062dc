"""A measured console ends when whoever measures it closes its stdin, or ends."""

from __future__ import annotations

import asyncio
import sys
import threading


def watch_stdin(ended: asyncio.Event) -> None:
    """Sets `ended` once stdin is at its end; called on the running loop, waits in a thread of its own."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        while sys.stdin.readline():
            pass
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, name="stdin", daemon=True).start()
