"""Says ready at once, or is a spare that workers are forked from; tells its way to VORTEX_TEST_TRACE.

Each line: what it is, its process, the process that imported for it, the card that it is bound to, its name.
"""

import os
import sys
from pathlib import Path

from speaker import ready, serve

from vortex_gui.pipeline.worker.spare import stand_by
from vortex_gui.wire.worker_end import open_channel

importer = os.getpid()


def write(what: str, name: str = "none") -> None:
    with Path(os.environ["VORTEX_TEST_TRACE"]).open("a") as file:
        card = os.environ.get("CUDA_VISIBLE_DEVICES", "none")
        file.write(f"{what} {os.getpid()} {importer} {card} {name}\n")


if "--spare" in sys.argv:
    stand_by(prepare=lambda: write("spare"))
channel, handshake = open_channel()
print("said by", os.getpid(), flush=True)
write("ready", handshake.config.get("worker", "none"))
ready(channel)
serve(channel)
