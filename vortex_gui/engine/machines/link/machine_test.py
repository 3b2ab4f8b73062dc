"""Asks a machine once: what it has, or what is missing on the way to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import WorkerStateChanged
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault, silent
from vortex_gui.wire.link.words import Hello, LinkMessage

LIMIT_S = 40.0


@dataclass(frozen=True, slots=True)
class MachineAnswer:
    """A hello or a fault, and the seconds until it came."""

    hello: Hello | None
    fault: LinkFault | None
    seconds: float

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "hello": asdict(self.hello) if self.hello else None,
            "fault": asdict(self.fault) if self.fault else None,
            "seconds": round(self.seconds, 3),
        }


def answer_of(hello: Hello, known: Mapping[str, WorkerStateChanged]) -> MachineAnswer:
    """What a machine that is connected would answer: its hello, with what its workers have told since."""
    workers = [
        replace(fact, state=known[fact.name].state.value, sentence=known[fact.name].sentence)
        for fact in hello.workers
        if fact.name in known
    ]
    return MachineAnswer(replace(hello, workers=tuple(workers)), None, 0.0)


class _Asking:
    """Hears the link until its first answer (`LinkListener`)."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[Hello | LinkFault] = asyncio.get_running_loop().create_future()

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        if state is MachineState.DOWN and fault is not None:
            self._take(fault)

    def on_hello(self, hello: Hello) -> None:
        self._take(hello)

    def on_message(self, worker: str, message: LinkMessage) -> None:
        """What it tells beside its hello is not asked for."""

    def on_landing(self, news: Landed | LandingFailed) -> None:
        """No folder is asked for."""

    def _take(self, answer: Hello | LinkFault) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


async def ask_machine(
    machine: Machine, console: str, command: Sequence[str] | None = None, limit_s: float = LIMIT_S
) -> MachineAnswer:
    """Connects, hears its hello and leaves."""
    asking, begun = _Asking(), time.monotonic()
    link = MachineLink(machine, asking, console=console, command=command)
    link.start()
    await asyncio.wait([asking.answer], timeout=limit_s)
    seconds = time.monotonic() - begun
    await link.stop()
    if not asking.answer.done():
        sentence = tr("{address} did not answer in {seconds:g} s.", address=machine.address, seconds=limit_s)
        return MachineAnswer(None, silent(machine.address, sentence), seconds)
    answer = asking.answer.result()
    if isinstance(answer, Hello):
        return MachineAnswer(answer, None, seconds)
    return MachineAnswer(None, answer, seconds)
