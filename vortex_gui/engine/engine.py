"""The one face of the engine: slots go in, events come out; everything here runs on one asyncio loop."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Self

from vortex_gui.base.errors import VortexError
from vortex_gui.base.files.shipped import program
from vortex_gui.base.log.logs import note
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.roles import Role
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.drafting import Drafting, all_drafts
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.estimate import TimeLeft
from vortex_gui.engine.facts.forecast import Outlook
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.records import HistoryError, SlotDraft
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.history.store import Store
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.machines.fleet.fleet import Dial, Fleet, FleetList, load_fleet
from vortex_gui.engine.machines.ssh.ssh_command import dial_command
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.pool import Pool
from vortex_gui.engine.places.seating import seated
from vortex_gui.engine.places.seats import Seat
from vortex_gui.engine.read_only import EngineError, ReadOnlyEngine, Repeated
from vortex_gui.engine.sitting import Sitting, call_witnesses, output_dir, output_place, read_only
from vortex_gui.engine.slot_flow import SlotFlow
from vortex_gui.engine.watch.clock_watch import ClockWatch
from vortex_gui.engine.watch.witnesses import Witnesses
from vortex_gui.wire.protocol import ClearCache, WarmUp

_log = logging.getLogger(__name__)
TICK_S = 0.5
TICKS_PER_LOOK = 20
"""Between two looks at the free space of the data folder."""

__all__ = ["Engine", "EngineError", "ReadOnlyEngine"]


class Engine(ReadOnlyEngine):
    """The queue, the history and the workers behind one face; made by `open`, whole from then on.

    Coroutines answer when their change is on disk. Plain calls take effect in memory at once, and on disk
    soon after. Use it from the main thread's loop only. Events: `SlotChanged` for every row that is new or
    changes, `QueueChanged`, `WorkerStateChanged`, `WorkerLost`, `Notice`, `WorkersChosen`, `LogLine`, and the
    workers' own events as they come, each as a `FromWorker` (`LoadProgress`, `WorkerReady`, `StageStarted`,
    `StageProgress`, `StageFinished`, `Preview`, `MemorySample`, `ModelWarmed`, `CacheCleared` …).

    A retried slot is a new slot with the same recipe and seed; a duplicate has the recipe and a new seed.
    """

    @classmethod
    async def open(
        cls,
        settings: Settings,
        profile: Profile,
        *,
        data_dir: Path,
        worker_command: Sequence[str] | None = None,
        clock: Callable[[], float] | None = None,
        stream: EventStream | None = None,
        dial: Dial = dial_command,
    ) -> ReadOnlyEngine:
        """Opens the history, takes up the slots left in the queue, starts the workers.

        A data folder that another console holds, or that cannot be used, opens read-only, and a `Notice` says
        so; nothing is raised. Events of the opening wait in `stream`, or in `events()`. `dial` gives the
        command that joins another machine's agent.
        """
        stream = stream or EventStream()
        order = Order(settings, profile, worker_command or program("worker"))
        sitting = Sitting(order, data_dir, clock or steady_now, stream, dial)
        try:
            return await cls._open(sitting)
        except Exception as error:  # whatever lies in the folder: the console opens
            if not isinstance(error, HistoryError | OSError):
                _log.exception("the data folder could not be opened")
            return read_only(sitting, str(error))

    @classmethod
    async def _open(cls, sitting: Sitting) -> Self:
        """Raises `HistoryError` or `OSError`; then, and at a cancel, it closes all parts again."""
        async with AsyncExitStack() as undo:
            known = await asyncio.to_thread(load_fleet, sitting.folder, sitting.dial)
            store = await Store.open(sitting.folder, sitting.now, sitting.stream.put, known.has)
            undo.push_async_callback(store.close)
            chosen = await seated(sitting.order, sitting.stream.put)  # before the last console's records
            witnesses = await call_witnesses(sitting)
            undo.push_async_callback(witnesses.close)
            reading = Reading(sitting.folder)
            undo.push_async_callback(reading.close)
            past = await reading.past_slots(sitting.order.profile.name)
            undo.pop_all()
        engine = cls(sitting, store, witnesses, reading, chosen, known)
        engine._live.learn(past)
        engine._begin(store)
        return engine

    def __init__(
        self,
        sitting: Sitting,
        store: Store,
        witnesses: Witnesses,
        reading: Reading,
        chosen: Sequence[Seat],
        known: FleetList,
    ) -> None:
        """Called by `open` alone."""
        super().__init__(reading, sitting.stream)
        self._order = sitting.order
        self._now = sitting.now
        self._drafting = Drafting(lambda: self._order, sitting.now)
        self._store = store
        self._witnesses = witnesses
        self._closing = False
        self._past_is_old = False
        self._live = LiveSlots(sitting.order.profile)
        self._pool = Pool(sitting.order, now=sitting.now, tell=sitting.stream.put, seats=chosen)
        self._fleet = Fleet(known, sitting.order, self._pool, now=sitting.now, tell=sitting.stream.put)
        self._output = output_place(sitting, store)
        self._flow = SlotFlow(
            store,
            self._pool,
            self._live,
            now=sitting.now,
            tell=sitting.stream.put,
            on_done=self._on_done,
            output=self._output,
            house=sitting.order.settings.composition.house,
        )
        self._ticks = asyncio.get_running_loop().create_task(self._tick(), name="engine-tick")

    def _begin(self, store: Store) -> None:
        self._fleet.begin(self._flow)
        self._flow.begin(store.left, paused=store.was_paused, adopt=self._fleet.adopt)
        self._pool.start(self._flow)
        self._fleet.start()

    async def close(self) -> tuple[ProcessOutcome | None, ...]:
        """Stops the workers by the ladder and closes the history; bounded by the settings' waits.

        A running slot goes back to the queue, for the next start; one on another machine runs on there.
        Returns how each worker ended. Closes all parts, also when one of them raises or the caller gives up;
        then raises that.
        """
        self._closing = True
        self._fleet.refuse()
        async with AsyncExitStack() as closing:  # begins with the last one
            closing.push_async_callback(super().close)
            closing.push_async_callback(self._witnesses.close)
            closing.push_async_callback(self._store.close)
            closing.push_async_callback(self._reading.close)  # then the writer can empty the write-ahead log
            self._ticks.cancel()
            await asyncio.wait([self._ticks])
            closing.push_async_callback(self._fleet.stop)
            return await self._pool.stop()

    # ── to look at ────────────────────────────────────────────────────────────────────────────

    @property
    def read_only(self) -> bool:
        return False

    @property
    def machines(self) -> Fleet:
        return self._fleet

    def time_left(self, slot_id: int) -> TimeLeft | None:
        return self._flow.time_left(slot_id)

    def outlook(self) -> Outlook | None:
        return self._flow.outlook()

    # ── to ask for ────────────────────────────────────────────────────────────────────────────

    async def submit(self, recipe: Recipe, *, copies: int = 1) -> list[SlotRow]:
        return await self._add([self._drafting.fresh(recipe)] * copies)

    async def retry(self, slot_id: int) -> SlotRow:
        return _only(*await self.retry_all((slot_id,)))

    async def retry_all(self, slot_ids: Iterable[int]) -> Repeated:
        return await self._add_again(slot_ids, self._drafting.retried)

    async def duplicate(self, slot_id: int) -> SlotRow:
        return _only(*await self.duplicate_all((slot_id,)))

    async def duplicate_all(self, slot_ids: Iterable[int]) -> Repeated:
        return await self._add_again(slot_ids, self._drafting.duplicated)

    async def queue_again(self, slot_ids: Sequence[int]) -> Repeated:
        return await self._add_again(slot_ids, self._drafting.queued_again)

    async def set_tags(self, tags: Mapping[int, Sequence[str]]) -> list[SlotRow]:
        if self._closing:
            raise self._refused()
        rows = self._live.retag(await self._store.set_tags(tags))
        self._flow.tell_rows(rows)
        return rows

    def cancel(self, slot_id: int) -> bool:
        return self._flow.cancel_all((slot_id,)) == 1

    def cancel_all(self, slot_ids: Iterable[int]) -> int:
        return self._flow.cancel_all(slot_ids)

    def clear_queue(self) -> int:
        return self._flow.clear()

    def move(self, slot_id: int, position: int) -> None:
        self._flow.move_all((slot_id,), position)

    def move_all(self, slot_ids: Iterable[int], position: int) -> None:
        self._flow.move_all(slot_ids, position)

    def place_all(self, places: Mapping[int, int]) -> None:
        self._flow.place_all(places)

    def pause(self) -> None:
        self._flow.pause()

    def resume(self) -> None:
        self._flow.resume()

    def warm_up(self, role: Role | None = None, worker: str | None = None) -> bool:
        return self._pool.send(WarmUp(role), worker)

    def clear_cache(self, worker: str | None = None) -> bool:
        return self._pool.send(ClearCache(), worker)

    def restart_worker(self, worker: str | None = None) -> None:
        self._pool.restart(worker)

    def use_settings(self, settings: Settings) -> None:
        folders = self._order.settings.folders
        if folders.output == settings.folders.output:
            return
        folders = folders.model_copy(update={"output": settings.folders.output})
        self._order = replace(
            self._order, settings=self._order.settings.model_copy(update={"folders": folders})
        )
        self._pool.use(self._order)
        self._output.use(output_dir(self._order.settings))

    async def _add_again(self, slot_ids: Iterable[int], draft_of: Callable[[SlotRow], SlotDraft]) -> Repeated:
        """Queues those that can be repeated, in one write; also returns the faults of the others."""
        wished = tuple(slot_ids)
        known = await self._known_rows(wished)
        drafts, faults = await all_drafts(known.values(), draft_of)
        faults += [
            EngineError(tr("There is no slot {slot}.", slot=lost)) for lost in wished if lost not in known
        ]
        rows = await self._add(list(drafts.values())) if drafts else []
        return dict(zip(drafts, rows, strict=True)), faults

    async def _add(self, drafts: list[SlotDraft]) -> list[SlotRow]:
        if self._closing:
            raise self._refused()
        rows = await self._store.add(drafts)
        self._flow.take_in(rows)
        return rows

    async def _known_rows(self, slot_ids: Sequence[int]) -> dict[int, SlotRow]:
        """In the order asked for; one question to the history for all that are over."""
        live = {slot_id: row for slot_id in slot_ids if (row := self._live.get(slot_id))}
        over = await self._reading.rows([slot_id for slot_id in slot_ids if slot_id not in live])
        known = live | {row.slot_id: row for row in over}
        return {slot_id: known[slot_id] for slot_id in slot_ids if slot_id in known}

    # ── twice a second ────────────────────────────────────────────────────────────────────────

    async def _tick(self) -> None:
        clock, told = ClockWatch(self._now), ""
        for tick in itertools.count(1):
            await asyncio.sleep(TICK_S)
            try:
                await self._look_around(clock, tick)
            except Exception as error:  # the task's border: the next look may fare better
                if str(error) != told:
                    told = str(error)
                    _log.exception("the engine could not look around")

    async def _look_around(self, clock: ClockWatch, tick: int) -> None:
        """Checks deadlines in the queue, the history's file and disk, new past slots, the system's clock."""
        self._flow.drop_overdue()
        self._flow.look_at_history()
        if told := clock.look():
            self._stream.put(note("WARNING", told))
        if tick % TICKS_PER_LOOK == 0:
            self._witnesses.look_at_disk()
            await self._fleet.look()
        if self._past_is_old:
            await self._learn()

    def _on_done(self) -> None:
        self._past_is_old = True

    async def _learn(self) -> None:
        self._past_is_old = False
        self._live.learn(await self._reading.past_slots(self._order.profile.name))


def _only(repeated: dict[int, SlotRow], faults: list[VortexError]) -> SlotRow:
    if faults:
        raise faults[0]
    (row,) = repeated.values()
    return row
