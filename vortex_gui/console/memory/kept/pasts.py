"""The memory's past of every worker, and of the one in sight."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

from vortex_gui.console.memory.kept.past import MemoryPast
from vortex_gui.console.state.known_slots import KnownSlot
from vortex_gui.console.state.workers import Workers, WorkerSeat


class WorkerPasts(QObject):
    """`shown` is the past of the chosen worker, `marked` and `limits_changed` are its.

    `changed` when it is another.
    `came(slot_id)`: a slot's memory of an earlier sitting has been read, whoever made it.

    A worker that is alone keeps its past in `folder`, each of several in a folder of its name within it.
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
        self._pasts = self._made()
        workers.begun.connect(self._begin)
        workers.chosen_changed.connect(self.changed)

    @property
    def shown(self) -> MemoryPast:
        return self._pasts[self._workers.chosen]

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
        for past in self._pasts.values():
            past.deleteLater()
        self._pasts = self._made()

    def _made(self) -> dict[str, MemoryPast]:
        return {seat.name: self._made_for(seat) for seat in self._workers.seats}

    def _made_for(self, seat: WorkerSeat) -> MemoryPast:
        past = MemoryPast(seat.memory, self._hold_s, self._folder_of(seat.name), self)

        def tell(signal: SignalInstance, *values: object) -> None:
            if seat.name == self._workers.chosen:
                signal.emit(*values)

        seat.memory.marked.connect(partial(tell, self.marked))
        seat.memory.limits_changed.connect(partial(tell, self.limits_changed))
        past.slots.came.connect(self.came)
        return past

    def _folder_of(self, name: str) -> Path | None:
        if self._folder is None or not self._workers.are_several:
            return self._folder
        return self._folder / name
