"""The console's end of the cluster's soak: slots for whichever worker is free, each until its one end."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault
from vortex_gui.wire.link.words import Hello, LinkMessage, SlotRefused, WorkerDied, WorkerTold
from vortex_gui.wire.protocol import (
    RunSlot,
    SlotEnded,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStarted,
    SlotStopped,
    WorkerReady,
)

CONSOLE = "5a" * 16
RECIPE = recipe_from_mapping(
    {
        "slot_params": {"duration_sec": 0.25},
        "audio_track": {"script": "Good day."},
        "visual_track": {"prompt": "a presenter in a studio"},
    }
)


class ClusterConsole:
    """Hears the link (`LinkListener`). A slot whose worker is lost goes to the front, as a new attempt."""

    def __init__(self, command: Sequence[str], out: Path, slots: int, changed: Callable[[], None]) -> None:
        """`changed` is called whenever something was heard."""
        self._out = out
        self._changed = changed
        self._waiting = deque(range(1, slots + 1))
        self._attempts: Counter[int] = Counter()
        self.running: dict[str, tuple[int, int]] = {}
        """By worker, the slot that it has, and the attempt."""
        self._landing: set[tuple[int, int]] = set()
        self._free: set[str] = set()
        self.pids: dict[str, int] = {}
        """Of the workers that are ready, by name."""
        self.ends: Counter[int] = Counter()
        """How often a slot was over."""
        self.done: dict[int, Path] = {}
        self.failed: dict[int, str] = {}
        self.losses: dict[str, float] = {}
        """When the last loss of a worker was told."""
        self.faults: list[str] = []
        self._link = MachineLink(Machine("head"), self, console=CONSOLE, command=command)

    def start(self) -> None:
        self._link.start()

    async def stop(self) -> None:
        await self._link.stop()

    # ── from the link ─────────────────────────────────────────────────────────────────────────

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        if fault is not None:
            self.faults.append(fault.sentence)
        self._changed()

    def on_hello(self, hello: Hello) -> None:
        for worker in hello.workers:
            self._set_free(worker.name, worker.state)
        self._begin()
        self._changed()

    def on_message(self, worker: str, message: LinkMessage) -> None:
        match message:
            case WorkerTold(state=state):
                self._set_free(worker, state)
            case WorkerReady(pid=pid):
                self.pids[worker] = pid
            case WorkerDied() | SlotRefused():
                self._lost(worker, message)
            case SlotFinished() | SlotFailed() | SlotStopped() | SlotMissed():
                self._end(worker, message)
            case SlotStarted():
                pass
            case _:
                return
        self._begin()
        self._changed()

    def on_landing(self, news: Landed | LandingFailed) -> None:
        self._link.acknowledge(news.slot_id, news.attempt)
        self._landing.discard((news.slot_id, news.attempt))
        if isinstance(news, Landed):
            self.done[news.slot_id] = news.folder
            self._over(news.slot_id, "")
        else:
            self._over(news.slot_id, news.sentence)
        self._changed()

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        for worker in sorted(self._free - set(self.running)):
            if not self._waiting:
                return
            slot_id = self._waiting.popleft()
            self._attempts[slot_id] += 1
            order = RunSlot(slot_id, self._attempts[slot_id], RECIPE.to_json(), slot_id, "", None)
            if not self._link.send(worker, order):
                self._waiting.appendleft(slot_id)
                return
            self.running[worker] = (slot_id, self._attempts[slot_id])

    def _take(self, worker: str, end: SlotEnded) -> bool:
        """Whether it is the end of the attempt that runs there; a late one closes nothing."""
        if self.running.get(worker) != (end.slot_id, end.attempt):
            return False
        del self.running[worker]
        return True

    def _end(self, worker: str, end: SlotEnded) -> None:
        if not self._take(worker, end):
            return
        if isinstance(end, SlotFinished):
            self._landing.add((end.slot_id, end.attempt))
            self._link.fetch(end.slot_id, end.attempt, self._out)
        else:
            self._over(end.slot_id, f"{type(end).__name__} {getattr(end, 'sentence', '')}")

    def _lost(self, worker: str, message: WorkerDied | SlotRefused) -> None:
        if isinstance(message, WorkerDied):
            self.losses[worker] = time.monotonic()
            self.pids.pop(worker, None)
        self._free.discard(worker)
        if message.slot_id is not None and self.running.get(worker) == (message.slot_id, message.attempt):
            del self.running[worker]
            self._waiting.appendleft(message.slot_id)

    def _over(self, slot_id: int, fault: str) -> None:
        self.ends[slot_id] += 1
        if fault:
            self.failed[slot_id] = fault

    def _set_free(self, worker: str, state: str) -> None:
        if state == "ready":
            self._free.add(worker)
        else:
            self._free.discard(worker)

    def account(self, slots: int) -> dict[str, Any]:
        """What became of the slots, as plain data."""
        return {
            "submitted": slots,
            "done": len(self.done),
            "failed": len(self.failed),
            "lost": slots - len(self.ends),
            "duplicated": sum(count > 1 for count in self.ends.values()),
            "attempts": sum(self._attempts.values()),
        }


async def until(reached: Callable[[], bool], change: asyncio.Event, limit_s: float) -> None:
    """Waits for a condition that a change may bring about. Raises `TimeoutError`."""
    async with asyncio.timeout(limit_s):
        while not reached():
            change.clear()
            await change.wait()
