"""A console's link to a hostile machine, in a process of its own: what it heard, logged and grew by, as JSON.

Arguments: the output folder, how many frames, and the seed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path

import psutil

from vortex_gui.base.doctor_report import MOST_CHECKS
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.doctor_calls import DoctorCalls
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault
from vortex_gui.wire.link.words import DoctorTold, Hello, LinkMessage
from vortex_gui.wire.protocol import CacheCleared

LAST = CacheCleared(4242)
AT_ONCE = 20
"""Questions to the doctor that wait."""


class Wishing(logging.Handler):
    """Asks for the folder again and again, so that every offer and chunk is looked at (`LinkListener`)."""

    def __init__(self, output: Path, frames: str, seed: str) -> None:
        super().__init__()
        machine = Path(__file__).with_name("hostile_machine.py")
        command = [sys.executable, str(machine), frames, seed]
        self._output = output
        self.link = MachineLink(Machine("box"), self, console="c0" * 16, command=command)
        self.over = asyncio.Event()
        self.is_whole = False
        self.hellos = self.lines = self.longest = self.landed = 0
        self.sentences: set[str] = set()
        self.calls = DoctorCalls("box", self.link.send)
        self.asking: list[asyncio.Task[None]] = []
        self.reports = 0

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        self.lines += 1 + text.count("\n")
        self.longest = max(self.longest, len(text))

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        if state is MachineState.DOWN:
            self.over.set()

    def on_hello(self, hello: Hello) -> None:
        self.hellos += 1
        asking = [asyncio.get_running_loop().create_task(self.ask(hello)) for _ in range(AT_ONCE)]
        self.asking.extend(asking)

    async def ask(self, hello: Hello) -> None:
        """Again and again, so that answers of the doctor are looked at, too."""
        while True:
            told = await self.calls.ask(hello, "mini")
            if isinstance(told, LinkFault):
                self.sentences |= {told.sentence}
                continue
            self.reports += 1
            assert len(told.checks) <= MOST_CHECKS
            for check in told.checks:
                assert (check.name + check.found + check.remedy).isprintable()

    def on_message(self, worker: str, message: LinkMessage) -> None:
        if isinstance(message, DoctorTold):
            self.calls.take(message)
        if message == LAST:
            self.is_whole = True
            self.over.set()

    def on_landing(self, news: Landed | LandingFailed) -> None:
        if isinstance(news, LandingFailed):
            self.sentences.add(news.sentence)
        else:
            self.landed += 1
        self.link.fetch(5, 1, self._output)


async def main() -> None:
    output, frames, seed = sys.argv[1:]
    heard = Wishing(Path(output), frames, seed)
    logging.getLogger().addHandler(heard)
    heard.link.fetch(5, 1, Path(output))
    before = psutil.Process().memory_info().rss
    heard.link.start()
    await asyncio.wait_for(heard.over.wait(), 500)
    grown = psutil.Process().memory_info().rss - before
    await heard.link.stop()
    for asking in heard.asking:
        asking.cancel()
    await asyncio.wait(heard.asking)
    assert all(asking.cancelled() for asking in heard.asking), "none of them failed before"
    names = ("is_whole", "hellos", "lines", "longest", "landed", "reports")
    told = {name: getattr(heard, name) for name in names}
    print(json.dumps({**told, "sentences": sorted(heard.sentences), "grown": grown}))


asyncio.run(main())
