"""The one face of the engine: slots go in, events come out; everything here runs on one asyncio loop."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from vortex_gui.engine.estimate import TimeLeft
from vortex_gui.engine.events import EngineEvent, WorkerState
from vortex_gui.engine.history import SlotPage, SlotQuery
from vortex_gui.engine.outcome import ProcessOutcome
from vortex_gui.engine.slots import SlotRow
from vortex_gui.profile import Profile, Role
from vortex_gui.recipe import Recipe
from vortex_gui.settings import Settings


class Engine:
    """The queue, the history and the worker behind one face.

    Coroutines answer when what they did is on disk. Plain calls take effect at once in memory and are written
    behind. Start and use it from the main thread's loop only. Events: `SlotChanged` for every row that is new
    or changes, `QueueChanged`, `WorkerStateChanged`, `WorkerLost`, `Notice`, and the worker's own events as
    they come (`LoadProgress`, `WorkerReady`, `StageStarted`, `StageProgress`, `StageFinished`, `Preview`,
    `MemorySample`, `LogLine`, `ModelWarmed`, `CacheCleared` …).

    A retried slot is a new slot with the same recipe and seed; a duplicate has the recipe and a new seed.
    """

    def __init__(
        self,
        settings: Settings,
        profile: Profile,
        *,
        data_dir: Path,
        worker_command: Sequence[str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None: ...

    async def start(self) -> None:
        """Opens the history, takes up what was left in the queue, starts the worker."""

    async def close(self) -> ProcessOutcome | None:
        """Stops the worker by the ladder and closes the history; bounded by the settings' waits."""

    def events(self) -> AsyncIterator[EngineEvent]:
        """All events from now on, for one consumer; ends after `close()`."""
        raise NotImplementedError

    @property
    def worker_state(self) -> WorkerState: ...

    @property
    def read_only(self) -> bool:
        """Another console holds the data folder; slots can be looked at, nothing else."""
        raise NotImplementedError

    async def submit(self, recipe: Recipe, *, copies: int = 1) -> list[SlotRow]:
        """Queues slots; they survive anything once this returns. Raises `EngineError`."""
        raise NotImplementedError

    async def retry(self, slot_id: int) -> SlotRow:
        """A new slot with the recipe and the seed of this one."""
        raise NotImplementedError

    async def duplicate(self, slot_id: int) -> SlotRow:
        """A new slot with the recipe of this one and a new seed."""
        raise NotImplementedError

    def cancel(self, slot_id: int) -> bool:
        """Cancels a queued slot at once, a running one at its next step; false when it is neither."""
        raise NotImplementedError

    def move(self, slot_id: int, position: int) -> None:
        """Puts a queued slot at a position, from 0."""

    def pause(self) -> None:
        """No further slot is begun."""

    def resume(self) -> None: ...

    def warm_up(self, role: Role | None = None) -> bool:
        """Asks the worker to warm up; false when there is none."""
        raise NotImplementedError

    def clear_cache(self) -> bool:
        """Asks the worker to give cached memory back; answered by `CacheCleared`."""
        raise NotImplementedError

    def restart_worker(self) -> None:
        """Ends the worker, if there is one, and starts a fresh one; clears the count of restarts."""

    async def query(self, query: SlotQuery) -> SlotPage:
        """A page of rows, and how many there are in all."""
        raise NotImplementedError

    async def row(self, slot_id: int) -> SlotRow | None:
        """One row."""
        raise NotImplementedError

    async def report(self, slot_id: int) -> str | None:
        """The JSON of a slot's report, or `None` when it has none."""
        raise NotImplementedError

    def time_left(self, slot_id: int) -> TimeLeft | None:
        """P10 to P90 of the seconds until a queued or running slot is ready; `None` without history."""
        raise NotImplementedError
