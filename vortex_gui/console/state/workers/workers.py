"""All workers of this sitting, each with its own state and memory, and the one that the operator looks at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from vortex_gui.console.state.workers.memory_samples import MemoryHistory
from vortex_gui.console.state.workers.worker_status import WorkerStatus
from vortex_gui.engine.facts.events import LOCAL, WorkerState
from vortex_gui.engine.facts.machines import PlaceFact, machine_of
from vortex_gui.wire.protocol import MemorySample


class WorkerSeat:
    """One worker: its name, its state, its memory; `machine` is the address of another machine."""

    def __init__(self, name: str, status: WorkerStatus, memory: MemoryHistory) -> None:
        self.name = name
        self.status = status
        self.memory = memory
        self.machine = machine_of(name)
        self.profile = ""
        """The one that it has loaded, of a place that was told."""

    @property
    def is_cut_off(self) -> bool:
        """Whether nothing can be heard of it now."""
        return self.status.state is WorkerState.UNREACHABLE


class Workers(QObject):
    """`begun` when there are other workers than before; `chosen_changed` for the one in sight.

    `shown` and `memory` belong to a worker that is alone; of several they follow the chosen one. `changed`:
    the state of any of several, or to whom orders go.
    """

    begun = Signal()
    changed = Signal()
    chosen_changed = Signal()

    def __init__(self, shown: WorkerStatus, memory: MemoryHistory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._memory = memory
        self._seats = {LOCAL: WorkerSeat(LOCAL, shown, memory)}
        self.chosen = LOCAL
        self.asks_all = False
        """The operator's orders go to every worker, not to the chosen one alone."""

    @property
    def seats(self) -> tuple[WorkerSeat, ...]:
        return tuple(self._seats.values())

    @property
    def are_several(self) -> bool:
        return len(self._seats) > 1

    @property
    def asked(self) -> str | None:
        """The worker that the operator's orders go to; `None` is all of them."""
        return self.chosen if self.are_several and not self.asks_all else None

    @property
    def asked_seats(self) -> tuple[WorkerSeat, ...]:
        return tuple(seat for seat in self.seats if self.asked in (None, seat.name))

    @property
    def at_work(self) -> int:
        """How many make a slot now."""
        return sum(seat.status.state is WorkerState.BUSY for seat in self.seats)

    def seat(self, name: str) -> WorkerSeat | None:
        """`None` for a worker of another sitting."""
        return self._seats.get(name)

    def begin(self, names: tuple[str, ...]) -> None:
        """The workers of this sitting, where there are several; the first is in sight."""
        self._seats = {name: self._new_seat(name) for name in names}
        self.chosen = names[0]
        self.begun.emit()
        self._show()

    def sit(self, places: Sequence[PlaceFact]) -> None:
        """The workers that there are now; those that were known stay as they are."""
        before, self._seats = self._seats, {}
        for place in places:
            seat = before.pop(place.name, None) or self._new_seat(place.name)
            self._seats[place.name] = seat = (
                self._new_seat(LOCAL, like=seat) if seat.status is self._shown else seat
            )
            seat.profile = place.profile
            if place.device and seat.status.device is None:
                seat.status.update(device=place.device)
        for seat in before.values():
            self._let_go(seat)
        has_gone = self.chosen not in self._seats
        self.chosen = next(iter(self._seats), LOCAL) if has_gone else self.chosen
        self.begun.emit()
        self._show() if has_gone else self.changed.emit()

    def choose(self, name: str) -> None:
        """Looks at this worker."""
        if name in self._seats and name != self.chosen:
            self.chosen = name
            self._show()

    def ask_all(self, asks_all: bool) -> None:
        """From now on orders go to every worker, or to the chosen one alone."""
        if asks_all != self.asks_all:
            self.asks_all = asks_all
            self.changed.emit()

    def _new_seat(self, name: str, like: WorkerSeat | None = None) -> WorkerSeat:
        """`like` was alone, and so the one in sight itself; now it is one of several."""
        status, memory = WorkerStatus(self), MemoryHistory(self)
        status.models = dict(self._shown.models)
        status.state = WorkerState.WAITING
        if like is not None:
            status.take_over(like.status)
            memory.inherit(like.memory)
        status.changed.connect(partial(self._on_status, name))
        status.models_changed.connect(partial(self._on_status, name))
        memory.appended.connect(partial(self._on_sample, name))
        memory.limits_changed.connect(partial(self._on_limits, name))
        return WorkerSeat(name, status, memory)

    def _let_go(self, seat: WorkerSeat) -> None:
        if seat.status is not self._shown:
            seat.status.deleteLater()
            seat.memory.deleteLater()

    def _show(self) -> None:
        seat = self._seats[self.chosen]
        self._shown.take_over(seat.status)
        self._memory.take_over(seat.memory)
        self.chosen_changed.emit()
        self.changed.emit()

    def _on_status(self, name: str) -> None:
        if name == self.chosen:
            self._shown.take_over(self._seats[name].status)
        self.changed.emit()

    def _on_sample(self, name: str, sample: MemorySample) -> None:
        if name == self.chosen:
            self._memory.append(sample)

    def _on_limits(self, name: str) -> None:
        if name == self.chosen:
            self._memory.take_over(self._seats[name].memory)
