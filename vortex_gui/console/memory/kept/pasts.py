"""The memory's past of every worker, and of the one in sight."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QObject, Signal, SignalInstance

from vortex_gui.console.memory.kept.past import MemoryPast
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.console.state.workers.workers import Workers, WorkerSeat
from vortex_gui.engine.facts.events import LOCAL


class WorkerPasts(QObject):
    """`shown` is the past of the chosen worker, `marked` and `limits_changed` are its.

    `changed` when it is another.
    `came(slot_id)`: a slot's memory of an earlier sitting has been read, whoever made it.

    The local worker keeps its past in `folder`, each of several in a folder of its name within it.
    """

    changed = Signal()
    marked = Signal(object)
    limits_changed = Signal()
    came = Signal(int)

    def __init__(
        self, workers: Workers, hold_s: float, folder: Path | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workers = workers
        self._hold_s = hold_s
        self._folder = folder
        self._pasts = {seat.name: self._made_for(seat) for seat in workers.seats}
        workers.begun.connect(self._begin)
        workers.chosen_changed.connect(self.changed)

    @property
    def shown(self) -> MemoryPast:
        return self._pasts[self._workers.chosen]

    def past(self, worker: str) -> MemoryPast:
        """Of this worker; raises `KeyError` for one of another sitting."""
        return self._pasts[worker]

    def of(self, slot: KnownSlot | None) -> MemoryPast:
        """Of the worker that made the slot; of one of another sitting, that of the worker in sight."""
        return self._pasts.get(slot.row.worker, self.shown) if slot else self.shown

    def hold(self, hold_s: float) -> None:
        """For so long a bucket without a sample shows the one before it."""
        self._hold_s = hold_s
        for past in self._pasts.values():
            past.hold_s = hold_s

    def set_paused(self, paused: bool, now: float) -> None:
        """Holds what every span shows, of all workers."""
        for past in self._pasts.values():
            past.set_paused(paused, now)

    def keep(self) -> None:
        """Writes what the spans hold, and waits for it; called when the console ends."""
        for past in self._pasts.values():
            past.keep()

    def _begin(self) -> None:
        """The workers that were known go on; what the others have had is written down."""
        before, self._pasts = self._pasts, {}
        for seat in self._workers.seats:
            past = before.pop(seat.name, None)
            if past is None:
                past = self._made_for(seat)
            elif past.history is not seat.memory:
                past.follow(seat.memory)
                self._listen(seat)
            self._pasts[seat.name] = past
        for past in before.values():
            past.keep()
            past.deleteLater()

    def _made_for(self, seat: WorkerSeat) -> MemoryPast:
        past = MemoryPast(seat.memory, self._hold_s, self._folder_of(seat.name), self)
        past.slots.came.connect(self.came)
        self._listen(seat)
        return past

    def _listen(self, seat: WorkerSeat) -> None:
        def tell(signal: SignalInstance, *values: object) -> None:
            if seat.name == self._workers.chosen:
                signal.emit(*values)

        seat.memory.marked.connect(partial(tell, self.marked))
        seat.memory.limits_changed.connect(partial(tell, self.limits_changed))

    def _folder_of(self, name: str) -> Path | None:
        if self._folder is None or name == LOCAL:
            return self._folder
        return self._folder / quote(name, safe="@")  # a machine may call its worker what it likes
