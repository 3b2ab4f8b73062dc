"""The console's end of a link that is measured: load on it, samples timed, folders brought home."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.process.clock import counted
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault
from vortex_gui.wire.link.words import Hello, LinkMessage
from vortex_gui.wire.protocol import MemorySample, RunSlot, SlotStarted, WorkerReady

CONSOLE = "be" * 16
RECIPE = recipe_from_mapping(
    {"audio_track": {"script": "The moon."}, "visual_track": {"prompt": "a presenter"}}
)
LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class LinkRun:
    """Seconds to connect and for each folder; seconds from a sample's making to its arrival, sorted."""

    connect_s: float
    folder_s: tuple[float, ...]
    event_s: tuple[float, ...]

    def event_ms(self, share: float) -> float:
        """The latency that this share of the events keeps, in milliseconds."""
        return 1000 * self.event_s[min(int(share * len(self.event_s)), len(self.event_s) - 1)]


class NearEnd:
    """Hears a link (`LinkListener`)."""

    def __init__(self) -> None:
        self.fault = ""
        self.hello_at = 0.0
        self.ready: set[str] = set()
        self.started = 0
        self.landed: dict[int, Landed | LandingFailed] = {}
        self.latencies: list[float] = []
        self._change = asyncio.Event()

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        if fault is not None:
            self.fault = fault.sentence
            self._change.set()

    def on_hello(self, hello: Hello) -> None:
        self.hello_at = time.monotonic()
        self._change.set()

    def on_message(self, worker: str, message: LinkMessage) -> None:
        match message:
            case MemorySample(at=at):
                self.latencies.append(counted() - at)
                return
            case WorkerReady():
                self.ready.add(worker)
            case SlotStarted():
                self.started += 1
        self._change.set()

    def on_landing(self, news: Landed | LandingFailed) -> None:
        self.landed[news.slot_id] = news
        self._change.set()

    async def until(self, what: str, reached: bool) -> bool:
        """Waits for the next change while `what` is not reached. Raises `RuntimeError` for a broken link."""
        if self.fault:
            raise RuntimeError(self.fault)
        if reached:
            return False
        self._change.clear()
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._change.wait()
        except TimeoutError:
            raise RuntimeError(f"the link did not get so far: {what}") from None
        return True


async def measured_link(
    machine: Machine,
    out: Path,
    slots: Sequence[int],
    *,
    workers: int,
    transfer_s: float,
    command: Sequence[str] | None = None,
) -> LinkRun:
    """One connection from its start to its end. Raises `RuntimeError`.

    Folders are fetched again and again for `transfer_s`, so that enough samples meet them.
    """
    near, began = NearEnd(), time.monotonic()
    link = MachineLink(machine, near, console=CONSOLE, command=command)
    link.start()
    try:
        while await near.until("a hello", near.hello_at > 0):
            pass
        connect_s = near.hello_at - began
        while await near.until("workers", len(near.ready) == workers):
            pass
        for slot_id, worker in enumerate(sorted(near.ready), start=1):
            link.send(worker, RunSlot(slot_id, 1, RECIPE.to_json(), 5, "", None))
        while await near.until("slots", near.started == workers):
            pass
        near.latencies.clear()  # those of a quiet link are no measure
        folder_s = await _folders(link, near, slots, out, transfer_s)
        return LinkRun(connect_s, folder_s, tuple(sorted(near.latencies)))
    finally:
        await link.stop()


async def _folders(
    link: MachineLink, near: NearEnd, slots: Sequence[int], out: Path, transfer_s: float
) -> tuple[float, ...]:
    """Seconds of each; the machine keeps what nobody acknowledges, and sends it once more."""
    ends_at, found = time.monotonic() + transfer_s, list[float]()
    while not found or time.monotonic() < ends_at:
        found += [await _brought_home(link, near, slot_id, out) for slot_id in slots]
        near.landed.clear()
        await asyncio.to_thread(shutil.rmtree, out)  # samples arrive meanwhile
    return tuple(found)


async def _brought_home(link: MachineLink, near: NearEnd, slot_id: int, out: Path) -> float:
    began = time.monotonic()
    link.fetch(slot_id, 1, out)
    while await near.until("a folder", slot_id in near.landed):
        pass
    news = near.landed[slot_id]
    if isinstance(news, LandingFailed):
        raise RuntimeError(news.sentence)
    return time.monotonic() - began
