"""Says ready at once, or is a spare that workers are forked from; tells its way to VORTEX_TEST_TRACE."""

import os
import sys
from pathlib import Path

from speaker import ready, serve

from vortex_gui.pipeline.worker.spare import stand_by
from vortex_gui.wire.worker_end import open_channel

trace = Path(os.environ["VORTEX_TEST_TRACE"])


def write(what: str) -> None:
    with trace.open("a") as file:
        file.write(f"{what} {os.getpid()} {os.getppid()}\n")


if "--spare" in sys.argv:
    stand_by(prepare=lambda: write("spare"))
channel, handshake = open_channel()
print("said by", os.getpid(), flush=True)
write("ready")
ready(channel)
serve(channel)
