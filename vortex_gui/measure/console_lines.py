"""Orders to a console that is measured, one line of JSON, and the lines that it answers with."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
from collections.abc import Mapping
from typing import IO, Any, TypeAlias

Told: TypeAlias = "queue.SimpleQueue[dict[str, Any] | None]"
"""The lines in their order; `None` once a console has closed its end."""


def order(console: subprocess.Popen[str], orders: Mapping[str, Any], told: Told) -> None:
    """Gives a console its orders, and puts its lines into `told` until it ends; both its pipes are open."""
    assert console.stdin is not None
    assert console.stdout is not None
    console.stdin.write(json.dumps(orders) + "\n")
    console.stdin.flush()
    threading.Thread(target=_listen, args=(console.stdout, told), daemon=True).start()


def _listen(stream: IO[str], told: Told) -> None:
    """Lines of one console; drops a line that a kill cut off."""
    for line in stream:
        with contextlib.suppress(ValueError):
            told.put(json.loads(line))
    stream.close()
    told.put(None)
