"""Children that play the worker, started as the console starts one, and watched."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

from tests.paths import CHILDREN
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.places.process.local_process import StopLimits, WorkerProcess
from vortex_gui.wire.protocol import Event, WorkerReady

LIMIT_S = 20.0
QUICK = StopLimits(ask_s=0.3, terminate_s=0.3)
PATIENT = StopLimits(ask_s=10, terminate_s=5)


def child(name: str) -> list[str]:
    return [sys.executable, str(CHILDREN / f"{name}.py")]


class Changing:
    """Something that hears of changes: set `_change` at each."""

    def __init__(self) -> None:
        self._change = asyncio.Event()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not condition():
                self._change.clear()
                await self._change.wait()


class Watched(Changing):
    """A worker process with the events it sent."""

    def __init__(
        self,
        command: list[str],
        limits: StopLimits = PATIENT,
        *,
        config: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.batches: list[int] = []
        self.process = WorkerProcess(
            command, config=config or {}, limits=limits, on_events=self._take, **options
        )
        self.process.start()

    def _take(self, events: Any) -> None:
        self.batches.append(len(events))
        self.events.extend(events)
        self._change.set()

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def has(self, event: Event) -> bool:
        return event in self.events

    async def ready(self) -> None:
        await self.until(lambda: bool(self.of(WorkerReady)))


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    before = {thread.ident for thread in threading.enumerate()}
    asyncio.run(asyncio.wait_for(test(), 60))
    ends_at = time.monotonic() + 5
    while left := [t.name for t in threading.enumerate() if t.ident not in before]:
        assert time.monotonic() < ends_at, f"threads left: {left}"
        time.sleep(0.01)


async def ended(watched: Watched) -> ProcessOutcome:
    return await asyncio.wait_for(asyncio.shield(watched.process.ended), LIMIT_S)
