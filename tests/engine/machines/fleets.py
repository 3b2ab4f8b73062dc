"""An engine with other machines: their agents run here, in processes of their own, behind pipes instead of ssh."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.engine.test_engine import Desk
from tests.serve.agents import Box
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


class Fleet:
    """Boxes, and desks whose console knows them; nothing is left running."""

    def __init__(self, folder: Path, *names: str, spool_gb: float = 20.0) -> None:
        self.folder = folder
        self.boxes = {name: Box(folder / name, spool_gb=spool_gb) for name in names}
        self._running = ExitStack()

    def __enter__(self) -> Fleet:
        for box in self.boxes.values():
            self.start(box)
        return self

    def start(self, box: Box) -> None:
        box.start()
        self._running.callback(_stop, box)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def desk(self, *, worker: str = "never_ready", known: tuple[str, ...] | None = None, **changes: Any) -> Far:
        """Its own worker is never ready, unless another one is named."""
        names = self.boxes if known is None else known
        save_machines(self.folder / "data", [Machine(name) for name in names])
        return Far(self, child=worker, dial=lambda machine: self.boxes[machine.address].dial, **changes)


class Far(Desk):
    def __init__(self, fleet: Fleet, **changes: Any) -> None:
        limits = changes.pop("worker", {}) | {"ask_s": 0.3, "terminate_s": 0.3}
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


def _stop(box: Box) -> None:
    if box.process is not None:
        box.stop(kill=True)
