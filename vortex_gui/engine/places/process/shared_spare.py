"""The one spare of a pool: made when a place wants it, shared by all, replaced when it has died."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import psutil

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import note
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.base.settings.settings import WorkerSettings
from vortex_gui.base.words.wording import ended, own_words
from vortex_gui.engine.places.process.load_watch import LoadWatch, while_moving
from vortex_gui.engine.places.process.spare import Spare, wants_spare


class SharedSpare:
    """Used on the loop. `make` gets the deaths of the worker that is to start; `None` is no spare.

    Makes none again after one could not import or could not fork.
    """

    def __init__(self, make: Callable[[int], Spare | None], *, still_s: float) -> None:
        """A spare that imports is given up once nothing has moved for `still_s`."""
        self._make = make
        self._still_s = still_s
        self._spare: Spare | None = None
        self._arrival: asyncio.Task[None] | None = None
        self._is_over = False
        """No other one is made."""
        self._shares: list[SpareShare] = []

    def share(self) -> SpareShare:
        """One place's share."""
        self._shares.append(SpareShare(self))
        return self._shares[-1]

    @property
    def ready(self) -> Spare | None:
        return self._spare if self._spare is not None and self._spare.is_ready else None

    def begin(self, deaths: int) -> asyncio.Task[None] | None:
        """Makes a spare, if the settings want one and none lives; done once it has imported, or has ended."""
        if self._arrival is not None and not self._arrival.done():
            return self._arrival
        if self._spare is not None and not self._spare.is_alive:
            self._is_over = self._is_over or self._spare.is_unfit
            self._drop()
        if self._spare is None and not self._is_over and (spare := self._make(deaths)) is not None:
            self._spare = spare
            self._arrival = asyncio.get_running_loop().create_task(self._import(spare), name="spare")
            return self._arrival
        return None

    def drop_if_useless(self) -> None:
        """Ends it when no place forks from it any more."""
        if all(share.is_given_up for share in self._shares):
            self._is_over = True
            self._drop()

    async def stop(self) -> None:
        """Ends it for good; the workers stay."""
        self._is_over = True
        self._drop()
        if self._arrival is not None:
            await asyncio.wait([self._arrival])

    def _drop(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.stop()

    async def _import(self, spare: Spare) -> None:
        thread = WorkThread("worker-spare")
        ready = thread.run(spare.wait_until_ready)
        await while_moving(LoadWatch(spare.pid), self._still_s, [ready])
        if not ready.done():
            spare.stop()
        await asyncio.wait([ready])
        await thread.close()
        if not ready.result() and self._spare is spare:
            self._is_over = True
            self._drop()


def spare_for(
    workers: int, command: Sequence[str], settings: WorkerSettings, tell: Callable[[LogLine], None]
) -> SharedSpare:
    """Of so many workers of this machine, as the settings want it; `tell` hears why none could be started."""

    def make(deaths: int) -> Spare | None:
        free = psutil.virtual_memory().available
        if not wants_spare(settings.keep_spare, deaths, workers, free):
            return None
        try:
            return Spare(command, niceness=settings.niceness)
        except (OSError, ValueError, RuntimeError) as error:
            tell(note("WARNING", ended(f"No spare worker could be started: {own_words(error)}")))
            return None

    return SharedSpare(make, still_s=settings.heartbeat_limit_s)


class SpareShare:
    """One place's share in the spare of its pool."""

    def __init__(self, shared: SharedSpare) -> None:
        self._shared = shared
        self.is_given_up = False

    @property
    def ready(self) -> Spare | None:
        """The spare to fork from."""
        return None if self.is_given_up else self._shared.ready

    def begin(self, deaths: int) -> asyncio.Task[None] | None:
        """As `SharedSpare.begin`, unless this place has given it up."""
        return None if self.is_given_up else self._shared.begin(deaths)

    def give_up(self) -> None:
        """This place's workers do not survive the fork; without any user the spare goes."""
        self.is_given_up = True
        self._shared.drop_if_useless()
