"""Loads for four seconds and moves in one way alone; `repeats` says the same and is never ready."""

import os
import threading
import time
from pathlib import Path

from speaker import connect, ready, serve

from vortex_gui.wire.protocol import LoadProgress

LOAD_S = 4.0
channel = connect()


def load() -> None:
    way, end = os.environ["VORTEX_TEST_WAY"], time.monotonic() + LOAD_S
    while way == "repeats" or time.monotonic() < end:
        left = end - time.monotonic()
        if way == "computes":
            until = time.monotonic() + 0.05
            while time.monotonic() < until:
                pass
        if way == "reads":
            with Path(__file__).open("rb") as file:  # past the system's cache, so that the disk is asked
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                file.read()
        if way in ("tells", "repeats"):
            done = 5 if way == "repeats" else round(1000 * (LOAD_S - left))
            channel.send(LoadProgress("quantising", "flux", 0, 5, done, 4000))
        time.sleep(0.1)
    ready(channel)


threading.Thread(target=load, daemon=True).start()
serve(channel)
