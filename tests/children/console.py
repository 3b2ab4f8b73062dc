"""A console of its own: starts a child, prints its pid, and waits to be killed."""

from __future__ import annotations

import asyncio
import sys

from vortex_gui.engine.worker_process import StopLimits, WorkerProcess


async def main(command: list[str]) -> None:
    ready = asyncio.Event()
    worker = WorkerProcess(command, config={}, limits=StopLimits(1, 1), on_events=lambda events: ready.set())
    worker.start()
    await ready.wait()
    print(worker.pid, flush=True)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1:]))
