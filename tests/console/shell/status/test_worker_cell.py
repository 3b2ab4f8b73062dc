"""A cell of the strip: a worker by its host, and grey with a sentence where it cannot be heard."""

from __future__ import annotations

from tests.console.machine_facts import AWAY, BOX, LAB, fact, two_machines
from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.console.shell.status.worker_cell import machine_cell, worker_cell
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import MemorySample


def test_a_worker_of_another_machine_is_called_by_its_host(state: ConsoleState) -> None:
    two_machines(state)
    seat = present(state.workers.seat(f"{BOX}/local"))
    seat.status.update(device="RTX 3060", hard_limit_bytes=2_000_000_000)
    seat.memory.append(MemorySample(1.0, {}, 0, 0, 1_000_000_000, None, None, None, "", 0))
    put(state, 4, SlotState.RUNNING, worker=f"{BOX}/local")
    put(state, 7, SlotState.RUNNING, worker=f"{BOX}/local")
    cell = worker_cell(state, seat)
    assert (cell.name, cell.short, cell.slot, cell.is_grey, cell.memory) == ("box", "box", "7", False, 0.5)
    assert cell.said == "ada@box/local · RTX 3060 · generating · slot 7 · 1.00 GB of 2.00 GB"


def test_one_that_cannot_be_heard_is_grey_and_says_why_and_since_when(state: ConsoleState) -> None:
    two_machines(state)
    seat = present(state.workers.seat(f"{LAB}/local"))
    seat.status.update(hard_limit_bytes=2_000_000_000)
    seat.memory.append(MemorySample(1.0, {}, 0, 0, 1_000_000_000, None, None, None, "", 0))
    cell = worker_cell(state, seat)
    assert (cell.is_grey, cell.memory, cell.told.partition(" since ")[0]) == (True, None, "unreachable")
    assert cell.said == f"{LAB}/local · unreachable · {AWAY}"


def test_a_machine_without_workers_is_grey_too() -> None:
    cell = machine_cell(fact(LAB, MachineState.DOWN, sentence=AWAY))
    assert (cell.worker, cell.name, cell.is_grey) == ("", "lab", True)
    assert cell.said == f"{LAB} · no link · {AWAY}"
