"""All places that generate slots: those of this machine start one after another, others join and leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import LOCAL, EngineEvent, WorkerState, WorkerStateChanged
from vortex_gui.engine.facts.machines import PlaceFact
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.places.any_place import AnyPlace
from vortex_gui.engine.places.place import Order, Place, PlaceListener
from vortex_gui.engine.places.process.shared_spare import spare_for
from vortex_gui.engine.places.seat_order import seat_order
from vortex_gui.engine.places.seats import Seat
from vortex_gui.engine.places.turns import Turns
from vortex_gui.wire.protocol import Command


class Pool:
    """Holds no place before `start`, and starts no worker after `stop`. Used on the loop.

    With `seats` there is a place for each of them; without, one that has all that the order says.
    """

    def __init__(
        self,
        order: Order,
        *,
        now: Callable[[], float],
        tell: Callable[[EngineEvent], None],
        seats: Sequence[Seat] | None = None,
    ) -> None:
        pipeline = order.settings.pipeline
        alone = Seat(LOCAL, pipeline.device, pipeline.threads)
        self._seats = (alone,) if seats is None else tuple(seats)
        self._order = order
        self._now = now
        self._tell = tell
        self._places: tuple[Place, ...] = ()
        self._turns = Turns(lambda: self._places)
        self._far: list[AnyPlace] = []
        """Those of other machines."""
        self._spare = spare_for(len(self._seats), order.command, order.settings.worker, tell)

    def start(self, listener: PlaceListener) -> None:
        """Starts a worker at each place, one after another; `listener` hears of all of them."""
        self._places = tuple(
            Place(
                self._order_of(seat),
                listener,
                now=self._now,
                tell=self._hear,
                name=seat.name,
                spare=self._spare.share(),
            )
            for seat in self._seats
        )
        for place in self._places[1:]:
            self._tell(place.worker)
        self._turns.look()
        self.tell_nobody()

    def use(self, order: Order) -> None:
        """Each worker that starts from now on starts so."""
        self._order = order
        for place, seat in zip(self._places, self._seats, strict=False):
            place.use(self._order_of(seat))

    def join(self, place: AnyPlace) -> None:
        """A place of another machine belongs to it from now on."""
        self._far.append(place)

    def leave(self, place: AnyPlace) -> None:
        """A place of another machine is gone."""
        self._far.remove(place)

    @property
    def facts(self) -> tuple[PlaceFact, ...]:
        """All places as the window shows them, those of this machine first; one stands in for none."""
        return tuple(place.fact for place in self._all) or (PlaceFact(LOCAL),)

    @property
    def has_own(self) -> bool:
        """Whether this machine has workers of its own."""
        return bool(self._seats)

    def tell_nobody(self) -> None:
        """Tells that no worker is there at all, in the seat that the window keeps; nothing otherwise."""
        if not self._all:
            nobody = tr("This machine has no worker of its own, and no other machine has one now.")
            self._tell(WorkerStateChanged(WorkerState.STOPPED, nobody, self._now()))

    @property
    def has_far(self) -> bool:
        """Whether there are places of other machines."""
        return bool(self._far)

    @property
    def serves_here(self) -> bool:
        """Whether this machine itself makes slots, or will once its worker is ready."""
        return any(place.will_serve for place in self._places)

    @property
    def _all(self) -> tuple[AnyPlace, ...]:
        return (*self._places, *self._far)

    async def stop(self) -> tuple[ProcessOutcome | None, ...]:
        """Ends all workers of this machine beside each other; how each of them ended."""
        for place in self._places:
            place.refuse()
        try:
            return tuple(await asyncio.gather(*(place.stop() for place in self._places)))
        finally:
            await self._spare.stop()

    @property
    def alive(self) -> int:
        """How many places make slots, or will once their worker is ready."""
        return sum(1 for place in self._all if place.will_serve)

    def free(self) -> tuple[AnyPlace, ...]:
        """The places whose worker is ready and has nothing to do."""
        return tuple(place for place in self._all if place.is_free)

    def places_for(
        self, profile: str, lost_at: Collection[str], *, here_only: bool = False
    ) -> tuple[AnyPlace, ...]:
        """The places that a slot may go to: those of its profile, and none whose worker died of it.

        Where no place is left by one of these rules, the rule falls: an only worker gets every slot. But
        another machine makes none by another profile, and with `here_only` none at all.
        """
        serving = [place for place in self._all if place.will_serve and not (here_only and place.machine)]
        fitting = [place for place in serving if place.profile == profile]
        able = fitting or [place for place in serving if not place.machine]
        return tuple([place for place in able if place.name not in lost_at] or able)

    def send(self, command: Command, worker: str | None = None) -> bool:
        """Sends to one worker, or to every one; false when none of them is ready."""
        taken = [place.send(command) for place in self._all if worker in (None, place.name)]
        return any(taken)

    def restart(self, worker: str | None = None) -> None:
        """Ends one worker, or every one in turn, and starts fresh ones; clears the counts of restarts."""
        for own in self._places:
            if worker in (None, own.name):
                self._turns.restart(own)
        for far in self._far:
            if worker in (None, far.name):
                far.restart()

    def _hear(self, event: EngineEvent) -> None:
        self._tell(event)
        if isinstance(event, WorkerStateChanged):
            self._turns.look()

    def _order_of(self, seat: Seat) -> Order:
        return seat_order(self._order, seat, self._tell)
