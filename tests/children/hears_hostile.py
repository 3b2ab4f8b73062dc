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

from vortex_gui.engine.machines.landings import Landed, LandingFailed
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_link import LinkState, MachineLink
from vortex_gui.engine.machines.ssh_fault import LinkFault
from vortex_gui.wire.link.words import Hello, LinkMessage
from vortex_gui.wire.protocol import CacheCleared

LAST = CacheCleared(4242)


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

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        self.lines += 1 + text.count("\n")
        self.longest = max(self.longest, len(text))

    def on_link(self, state: LinkState, fault: LinkFault | None) -> None:
        if state is LinkState.DOWN:
            self.over.set()

    def on_hello(self, hello: Hello) -> None:
        self.hellos += 1

    def on_message(self, worker: str, message: LinkMessage) -> None:
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
    told = {name: getattr(heard, name) for name in ("is_whole", "hellos", "lines", "longest", "landed")}
    print(json.dumps({**told, "sentences": sorted(heard.sentences), "grown": grown}))


asyncio.run(main())
