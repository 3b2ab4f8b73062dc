"""A console of its own: starts a child, prints its pid (with `--keep-spare` the spare's too), and waits."""

from __future__ import annotations

import asyncio
import sys

from vortex_gui.engine.places.process.local_process import StopLimits, WorkerProcess
from vortex_gui.engine.places.process.spare import Spare


async def main(command: list[str]) -> None:
    ready = asyncio.Event()
    spare = None
    if command[0] == "--keep-spare":
        command = command[1:]
        spare = Spare(command)
        spare.wait_until_ready()
    worker = WorkerProcess(
        command, config={}, limits=StopLimits(1, 1), on_events=lambda events: ready.set(), spare=spare
    )
    worker.start()
    await ready.wait()
    print(worker.pid, *([spare.pid] if spare else []), flush=True)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1:]))
