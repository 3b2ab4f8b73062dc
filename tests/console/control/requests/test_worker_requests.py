"""Orders go to the worker in sight or to all, and a notice says which could not be carried out."""

from __future__ import annotations

from pathlib import Path

from tests.console.machine_facts import BOX, seat
from vortex_gui.base.roles import Role
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.control.requests.worker_requests import WorkerRequests
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.worker_status import Residency
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import ReadOnlyEngine


class Engine(ReadOnlyEngine):
    """Takes orders, and writes down to whom."""

    def __init__(self, folder: Path, *, ready: bool = True) -> None:
        super().__init__(Reading(folder), EventStream())
        self.ready = ready
        self.orders: list[tuple[str, str | None]] = []

    def warm_up(self, role: Role | None = None, worker: str | None = None) -> bool:
        self.orders.append(("warm_up", worker))
        return self.ready

    def clear_cache(self, worker: str | None = None) -> bool:
        self.orders.append(("clear_cache", worker))
        return self.ready

    def restart_worker(self, worker: str | None = None) -> None:
        self.orders.append(("restart", worker))


def requests_to(engine: Engine, state: ConsoleState, did: list[str]) -> WorkerRequests:
    return WorkerRequests(
        state, EventTaker(state), lambda: engine, lambda text, slot_id=None: did.append(text)
    )


def test_orders_go_to_the_chosen_worker_of_another_machine_or_to_all(
    state: ConsoleState, tmp_path: Path
) -> None:
    engine, did = Engine(tmp_path), list[str]()
    requests = requests_to(engine, state, did)
    seat(state, "local", f"{BOX}/local")
    state.workers.choose(f"{BOX}/local")
    for each in state.workers.seats:
        each.status.update(state=WorkerState.READY)
    requests.warm_up("flux")
    requests.clear_cache()
    requests.restart()
    state.workers.ask_all(True)
    requests.restart()
    there = f"{BOX}/local"
    assert engine.orders == [
        ("warm_up", there),
        ("clear_cache", there),
        ("restart", there),
        ("restart", None),
    ]
    assert len(did) == 4
    here, far = state.workers.seats
    assert far.status.models["flux"].state is Residency.WARMING
    assert here.status.models["flux"].state is Residency.ABSENT


def test_an_order_that_no_worker_takes_is_told(state: ConsoleState, tmp_path: Path) -> None:
    did = list[str]()
    requests = requests_to(Engine(tmp_path, ready=False), state, did)
    requests.warm_up(None)
    requests.clear_cache()
    assert {notice.key for notice in state.notices.all()} == {"warm_up", "cache"}
    assert did == []
