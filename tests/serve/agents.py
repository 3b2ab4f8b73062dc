"""Agents in processes of their own, as on another machine, and a console's link to them through a pipe."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.engine.places.watched import LIMIT_S, Changing
from tests.engine.rows import RECIPE
from tests.forked import Process, agent_spare
from tests.paths import CHILDREN
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault
from vortex_gui.serve.agent_socket import NoAgent, connect
from vortex_gui.wire.link.words import Hello, LinkMessage
from vortex_gui.wire.protocol import RunSlot, SlotEnded

CONSOLE = "c0" * 16
WORKER = "local"


class Box:
    """The other machine: its own settings and data, and its agent while one runs."""

    def __init__(self, folder: Path, *, spool_gb: float = 20.0, pipeline: str = "{}") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.data = folder / "data"
        self.settings = folder / "settings.yaml"
        self.settings.write_text(
            f"folders: {{output: {folder / 'own'}, data: {self.data}}}\n"
            "worker: {ask_s: 2, terminate_s: 1, backoff_s: 0.05, niceness: 0, keep_spare: never}\n"
            f"serve: {{spool_gb: {spool_gb}}}\npipeline: {pipeline}\n"
        )
        self._said = folder / "said"
        self.process: Process | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "VORTEX_SETTINGS": str(self.settings)}

    @property
    def socket(self) -> Path:
        return self.data / "serve" / "agent.sock"

    @property
    def dial(self) -> list[str]:
        """Reaches its agent as ssh does, without ssh."""
        words = [sys.executable, str(CHILDREN / "dial.py"), str(self.socket.parent), "--dial"]
        return ["env", f"VORTEX_SETTINGS={self.settings}", *words]

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        with self._said.open("wb") as said:  # a pipe that nobody reads holds a talkative one up
            self.process = agent_spare().start(self.environment, stdout=said.fileno(), stderr=said.fileno())
        ends_at = time.monotonic() + LIMIT_S
        while not self._listens():
            assert self.process.poll() is None, self._said.read_text()
            assert time.monotonic() < ends_at, "the agent has no socket"
            time.sleep(0.02)

    def _listens(self) -> bool:
        """Its socket stands a moment before anybody may connect."""
        try:
            connect(self.socket.parent).close()
        except NoAgent:
            return False
        return True

    def children(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, *, kill: bool = False) -> tuple[int, str]:
        """Its exit code and what it said; nothing that it started is left."""
        assert self.process is not None
        process, children = self.process, self.children() if self.process.poll() is None else []
        self.process = None
        process.kill() if kill else process.terminate()
        code = process.wait(LIMIT_S)
        _, alive = psutil.wait_procs(children, timeout=5)
        assert alive == []
        return code, self._said.read_text()


async def linked(box: Box) -> tuple[Hearing, MachineLink]:
    """A link to the box with a worker that is ready, and what is heard over it."""
    hearing = Hearing()
    link = hearing.link(box)
    link.start()
    await hearing.ready()
    return hearing, link


@contextmanager
def running(folder: Path, *, spool_gb: float = 20.0, pipeline: str = "{}") -> Iterator[Box]:
    box = Box(folder, spool_gb=spool_gb, pipeline=pipeline)
    box.start()
    try:
        yield box
    finally:
        if box.process is not None:
            code, said = box.stop()
            assert (code, said) == (0, "")


class Hearing(Changing):
    """The console's side of a link, with everything that it heard."""

    def __init__(self) -> None:
        super().__init__()
        self.states: list[MachineState] = []
        self.faults: list[LinkFault] = []
        self.hellos: list[Hello] = []
        self.heard: list[LinkMessage] = []
        self.landed: list[Landed | LandingFailed] = []

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        self.states.append(state)
        if fault is not None:
            self.faults.append(fault)
        self._change.set()

    def on_hello(self, hello: Hello) -> None:
        self.hellos.append(hello)
        self._change.set()

    def on_message(self, worker: str, message: LinkMessage) -> None:
        self.heard.append(message)
        self._change.set()

    def on_landing(self, news: Landed | LandingFailed) -> None:
        self.landed.append(news)
        self._change.set()

    def of(self, kind: type) -> list[object]:
        return [message for message in self.heard if isinstance(message, kind)]

    @property
    def ends(self) -> list[SlotEnded]:
        return [message for message in self.heard if isinstance(message, SlotEnded)]

    async def ready(self) -> None:
        """A worker is ready to be given a slot."""
        await self.until(lambda: any(type(message).__name__ == "WorkerReady" for message in self.heard))

    def link(self, box: Box, *, console: str = CONSOLE) -> MachineLink:
        return MachineLink(Machine("ada@box"), self, console=console, command=box.dial)


def slot(act: str, *, slot_id: int = 5, attempt: int = 1) -> RunSlot:
    visual = RECIPE.visual_track.model_copy(update={"prompt": f"{act} please"})
    recipe = RECIPE.model_copy(update={"visual_track": visual})
    return RunSlot(slot_id, attempt, recipe.to_json(), 7, "/proc/nowhere", None)
