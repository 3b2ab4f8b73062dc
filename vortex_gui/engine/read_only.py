"""The engine's face without an engine behind it: it shows slots and refuses every request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from vortex_gui.base.errors import VortexError
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.roles import Role
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.estimate import TimeLeft
from vortex_gui.engine.facts.events import EngineEvent
from vortex_gui.engine.facts.forecast import Outlook
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.records import Figures, SlotPage, SlotQuery
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.machines.fleet.idle_fleet import IdleFleet

Repeated = tuple[dict[int, SlotRow], list[VortexError]]
"""New slots by the numbers of those that they repeat, and a fault for each that cannot be repeated."""


class EngineError(VortexError):
    """The engine cannot do what was asked."""

    code = "engine"


class ReadOnlyEngine:
    """Shows a folder that another console holds, or whose engine is not open yet.

    `Engine` has the same face, reads the same way, and does the work.
    """

    def __init__(self, reading: Reading, stream: EventStream, *, refusal: str = "", remedy: str = "") -> None:
        """Owns `reading` and `stream`, and closes them. `refusal` answers every request.

        Without one the engine is not running yet.
        """
        self._reading = reading
        self._stream = stream
        self._refusal = refusal or tr("The engine is not running.")
        self._remedy = remedy

    async def close(self) -> tuple[ProcessOutcome | None, ...]:
        """Ends the events and the reading; how each worker ended."""
        self._stream.close()
        await self._reading.close()
        return ()

    # ── to look at ────────────────────────────────────────────────────────────────────────────

    def events(self) -> AsyncIterator[EngineEvent]:
        """All events since the opening began, for one consumer; ends after `close()`."""
        return self._stream.__aiter__()

    @property
    def read_only(self) -> bool:
        """Whether it only shows slots."""
        return True

    async def query(self, query: SlotQuery) -> SlotPage:
        """A page of rows, and how many there are in all. Raises `HistoryError`."""
        return await self._reading.page(query)

    async def row(self, slot_id: int) -> SlotRow | None:
        """One row."""
        return await self._reading.row(slot_id)

    async def report(self, slot_id: int) -> str | None:
        """The JSON of a slot's report, or `None` when it has none."""
        return await self._reading.report(slot_id)

    async def figures(self) -> Figures:
        """Counts by state, and slot times for P50, P95 and P99."""
        return await self._reading.figures()

    def time_left(self, slot_id: int) -> TimeLeft | None:
        """P10 to P90 of the seconds until a queued or running slot is ready; `None` without history."""
        return None

    @property
    def machines(self) -> IdleFleet:
        """The other machines, and what may be asked about them."""
        return IdleFleet()

    def outlook(self) -> Outlook | None:
        """The queue as it will run, if nobody changes it; `None` where none is run."""
        return None

    # ── to ask for ────────────────────────────────────────────────────────────────────────────

    async def submit(self, recipe: Recipe, *, copies: int = 1) -> list[SlotRow]:
        """Queues slots; they survive anything once this returns.

        The recipe's number is taken when it is free, else the next one; a seed is drawn where none is given.
        The deadline counts from now. Raises `EngineError` when read-only or closing, `HistoryError` when the
        disk refuses.
        """
        raise self._refused()

    async def retry(self, slot_id: int) -> SlotRow:
        """A new slot with the recipe and the seed of this one. Raises as `submit`."""
        raise self._refused()

    async def retry_all(self, slot_ids: Iterable[int]) -> Repeated:
        """Retries many in one write; also returns what hinders the others. Raises as `submit`."""
        raise self._refused()

    async def duplicate(self, slot_id: int) -> SlotRow:
        """A new slot with the recipe of this one and a new seed. Raises as `submit`."""
        raise self._refused()

    async def duplicate_all(self, slot_ids: Iterable[int]) -> Repeated:
        """Duplicates many in one write; answers and raises as `retry_all`."""
        raise self._refused()

    async def queue_again(self, slot_ids: Sequence[int]) -> Repeated:
        """New slots with the recipes, seeds and deadlines of cancelled ones; answers as `retry_all`."""
        raise self._refused()

    async def set_tags(self, tags: Mapping[int, Sequence[str]]) -> list[SlotRow]:
        """Gives slots other tags, by their numbers, in one write; returns the rows as they are then.

        Raises as `submit`.
        """
        raise self._refused()

    def cancel(self, slot_id: int) -> bool:
        """Cancels a queued slot at once, a running one at its next step; false when it is neither."""
        return False

    def cancel_all(self, slot_ids: Iterable[int]) -> int:
        """Cancels many in one write; returns how many of them were queued or running."""
        return 0

    def clear_queue(self) -> int:
        """Cancels every queued slot in one write; returns how many there were. The running one continues."""
        return 0

    def move(self, slot_id: int, position: int) -> None:
        """Puts a queued slot at a position, from 0."""

    def move_all(self, slot_ids: Iterable[int], position: int) -> None:
        """Puts queued slots side by side, in their order, behind so many of the others; in one write."""

    def place_all(self, places: Mapping[int, int]) -> None:
        """Puts queued slots at these positions, the others between them in their order; in one write."""

    def pause(self) -> None:
        """Starts no further slot; the running one continues."""

    def resume(self) -> None:
        """The queue continues."""

    def warm_up(self, role: Role | None = None, worker: str | None = None) -> bool:
        """Asks one worker, or all, to warm up; false when none is ready."""
        return False

    def clear_cache(self, worker: str | None = None) -> bool:
        """Asks one worker, or all, to give cached memory back; `CacheCleared` answers. False without one."""
        return False

    def restart_worker(self, worker: str | None = None) -> None:
        """Ends one worker, or all, and starts fresh ones; clears the counts of restarts."""

    def use_settings(self, settings: Settings) -> None:
        """Takes over the output folder for every slot that begins later; all else waits for a restart."""

    def _refused(self) -> EngineError:
        return EngineError(self._refusal, remedy=self._remedy)
