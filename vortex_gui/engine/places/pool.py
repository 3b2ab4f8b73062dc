"""All places that generate slots, and which of them is free; today there is exactly one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vortex_gui.engine.facts.events import EngineEvent
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.places.place import Order, Place, PlaceListener
from vortex_gui.wire.protocol import Command


class Pool:
    """Holds no place before `start`, and starts no worker after `stop`. Used on the loop."""

    def __init__(
        self, order: Order, *, now: Callable[[], float], tell: Callable[[EngineEvent], None]
    ) -> None:
        self._order = order
        self._now = now
        self._tell = tell
        self._places: tuple[Place, ...] = ()

    def start(self, listener: PlaceListener) -> None:
        """Starts a worker at each place; `listener` hears of all of them."""
        self._places = (Place(self._order, listener, now=self._now, tell=self._tell),)
        for place in self._places:
            place.start()

    def use(self, order: Order) -> None:
        """Each worker that starts from now on starts so."""
        self._order = order
        for place in self._places:
            place.use(order)

    async def stop(self) -> tuple[ProcessOutcome | None, ...]:
        """Ends all workers beside each other; how each of them ended."""
        return tuple(await asyncio.gather(*(place.stop() for place in self._places)))

    @property
    def alive(self) -> int:
        """How many places make slots, or will once their worker is ready."""
        return sum(1 for place in self._places if place.will_serve)

    def free(self) -> Place | None:
        """A place whose worker is ready and has nothing to do."""
        return next((place for place in self._places if place.is_free), None)

    def send(self, command: Command) -> bool:
        """Sends to every ready worker; false when there is none."""
        taken = [place.send(command) for place in self._places]
        return any(taken)

    def restart(self) -> None:
        """Ends every worker and starts fresh ones; clears the counts of restarts."""
        for place in self._places:
            place.restart()
