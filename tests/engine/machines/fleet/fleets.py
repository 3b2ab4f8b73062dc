"""An engine with other machines: their agents run here, in processes of their own, behind pipes."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from tests.engine.test_engine import Desk
from tests.paths import CHILDREN
from tests.serve.agents import Box
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.engine.facts.events import (
    FromWorker,
    MachineChanged,
    PlacesChanged,
    SlotChanged,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import save_machines
from vortex_gui.wire.protocol import SlotStarted


class Fleet:
    """Boxes, and desks whose console knows them; nothing is left running."""

    def __init__(self, folder: Path, *names: str, spool_gb: float = 20.0, pipeline: str = "{}") -> None:
        self.folder = folder
        self.boxes = {name: Box(folder / name, spool_gb=spool_gb, pipeline=pipeline) for name in names}
        self.bad: dict[str, list[str]] = {}
        """By box, how its link fails: words of the child `bad_link`."""
        self._running = ExitStack()

    def __enter__(self) -> Fleet:
        for box in self.boxes.values():
            box.start()
            self._running.callback(_stop, box)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def desk(self, *, worker: str = "never_ready", known: tuple[str, ...] | None = None, **more: Any) -> Far:
        """Its own worker is never ready, unless another one is named."""
        names = self.boxes if known is None else known
        save_machines(self.folder / "data", [Machine(name) for name in names])
        return Far(self, child=worker, dial=lambda machine: self.dial(machine.address), **more)

    def dial(self, name: str) -> list[str]:
        words = self.bad.get(name)
        bad = [sys.executable, str(CHILDREN / "bad_link.py"), *words, "--"] if words else []
        return [*bad, *self.boxes[name].dial]

    def cut(self, name: str, *, for_good: bool = False) -> None:
        """Ends the link; `for_good` means until `mend`."""
        box = self.boxes[name]
        if for_good:
            box.socket.rename(box.socket.with_name("aside"))
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if "--dial" in child.cmdline() and child.environ().get("VORTEX_SETTINGS") == str(
                    box.settings
                ):
                    child.kill()

    def mend(self, name: str) -> None:
        """The machine can be reached again."""
        socket = self.boxes[name].socket
        socket.with_name("aside").rename(socket)

    def freeze(self, name: str) -> None:
        """The agent and its workers stand still."""
        for process in self._processes(name):
            process.send_signal(signal.SIGSTOP)

    def wake(self, name: str) -> None:
        for process in self._processes(name):
            process.send_signal(signal.SIGCONT)

    def _processes(self, name: str) -> list[psutil.Process]:
        process = self.boxes[name].process
        assert process is not None
        return [psutil.Process(process.pid), *self.boxes[name].children()]

    def has_begun(self, name: str, attempt: str) -> bool:
        """Whether the machine has taken this attempt up, and has not been told to forget it."""
        return any((self.boxes[name].data / "serve" / "spool").glob(f"*/{attempt}"))

    def spooled(self, name: str) -> list[str]:
        """The finished folders that wait there."""
        found = (self.boxes[name].data / "serve" / "spool").glob("*/*/slot-*/report.json")
        return sorted(path.parent.name for path in found)


class Far(Desk):
    def __init__(self, fleet: Fleet, **changes: Any) -> None:
        limits = changes.pop("limits", {}) | {"ask_s": 0.3, "terminate_s": 0.3}
        super().__init__(fleet.folder, worker=limits, **changes)

    def state_of(self, worker: str) -> WorkerState | None:
        """As it was told last."""
        told = [event.state for event in self.of(WorkerStateChanged) if event.worker == worker]
        return told[-1] if told else None

    def machine(self, address: str) -> MachineState | None:
        told = [event.machine.state for event in self.of(MachineChanged) if event.machine.address == address]
        return told[-1] if told else None

    async def are_ready(self, *machines: str) -> None:
        await self.until(
            lambda: all(self.state_of(f"{name}/local") is WorkerState.READY for name in machines)
        )

    async def begins(self, slot_id: int) -> str:
        """A worker has taken it up; which one."""
        await self.until(lambda: any(event.slot_id == slot_id for event in self.of(SlotStarted)))
        return self.made_by(slot_id)[-1][1]

    async def begun_on(self, machine: str, steps: str) -> int:
        """A slot of these steps, once the machine has become ready and begun it."""
        await self.are_ready(machine)
        number: int = await self.submit(steps)
        await self.begins(number)
        return number

    def made_by(self, slot_id: int) -> list[tuple[int, str]]:
        """Attempts and their workers, in order."""
        rows = [event.row for event in self.of(SlotChanged) if event.row.slot_id == slot_id]
        begun = {(row.attempts, row.worker): None for row in rows if row.state is SlotState.RUNNING}
        return list(begun)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(place.name for place in self.of(PlacesChanged)[-1].places)

    def from_worker(self, worker: str, kind: type) -> list[Any]:
        """Its own events of a kind."""
        told = [e.event for e in self.told if isinstance(e, FromWorker) and e.worker == worker]
        return [event for event in told if isinstance(event, kind)]

    def lines(self, words: str) -> list[LogLine]:
        return [line for line in self.of(LogLine) if words in line.message]


def _stop(box: Box) -> None:
    if box.process is not None:
        box.process.send_signal(signal.SIGCONT)
        for child in box.children():
            child.send_signal(signal.SIGCONT)
        box.stop(kill=True)
