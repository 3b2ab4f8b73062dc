"""Between engine and window: the one consumer of events, and the answer to every intent."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from vortex_gui.base.errors import VortexError
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.base.roles import Role
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import ended
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.control.following import Following
from vortex_gui.console.control.history_reader import HistoryReader
from vortex_gui.console.control.looking_ahead import LookingAhead
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.requests.fetching import Fetching
from vortex_gui.console.control.requests.machine_requests import MachineRequests
from vortex_gui.console.control.requests.planning import Planning
from vortex_gui.console.control.requests.queue_steps import QueueSteps
from vortex_gui.console.control.requests.settings_change import SettingsChange
from vortex_gui.console.control.requests.slot_folders import open_folder
from vortex_gui.console.control.requests.slot_requests import SlotRequests
from vortex_gui.console.control.requests.tagging import Tagging
from vortex_gui.console.control.requests.worker_requests import WorkerRequests
from vortex_gui.console.control.rundown.requests import RundownRequests
from vortex_gui.console.control.rundown.rundown_control import RundownControl
from vortex_gui.console.control.shift.shift_keeper import ShiftKeeper
from vortex_gui.console.control.shift.shift_words import queued_words
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import Estimate
from vortex_gui.console.state.slots.progress import share_done
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.events import EngineEvent, FromWorker, Severity, SlotChanged
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import ReadOnlyEngine
from vortex_gui.wire.protocol import SlotStarted

BEAT_MS = 1000
LOG_FLUSH_MS = 150
BURST_S = 0.004
CLOSE_MARGIN_S = 5.0
"""Beyond the settings' own waits for the worker, closing takes no longer than this."""

OpenEngine = Callable[..., Awaitable[ReadOnlyEngine]]
FetchWork = Callable[[str], Coroutine[object, object, None]]

_log = logging.getLogger(__name__)


class Controller(QObject):
    """Implements `Intents`. Its tasks have names, and `close` ends them.

    `recipe_wanted(Recipe)`, `presenter_wanted(actor, prompt)`, `settings_wanted`: the window shows them.
    `restart_wanted`: the session ends, and the program starts again.
    """

    recipe_wanted = Signal(object)
    presenter_wanted = Signal(object, str)
    settings_wanted = Signal()
    restart_wanted = Signal()

    def __init__(
        self,
        open_engine: OpenEngine,
        state: ConsoleState,
        *,
        settings_file: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`open_engine` is `Engine.open` with all but its `stream`."""
        super().__init__(parent)
        self._open_engine = open_engine
        self._stream = EventStream()
        self._engine = ReadOnlyEngine(Reading(state.settings.folders.data_path), self._stream)
        """Refuses every request until the engine is open."""
        self._state = state
        self._taker = EventTaker(state)
        self._fetching = Fetching(state.fetch, self, settings_file)
        self._tasks = Tasks(self._on_failed)
        self._planning = Planning(state, self._tasks, self.notify)
        self._keeper = ShiftKeeper(state.shift, state.settings.folders.data_path, self._tasks)
        self._reader = HistoryReader(state, self._taker, self._tasks, lambda: self._engine)
        self._following = Following(state, self._reader.want_slot)
        hands = (self._submit, self.notify, self._did)
        self._rundown = RundownControl(state, self._tasks.begin, lambda: self._engine, *hands, self)
        steps = QueueSteps(state, self._tasks, lambda: self._engine, self.notify, self._did)
        self._requests = SlotRequests(state, self._tasks, steps, lambda: self._engine, self._did)
        self._workers = WorkerRequests(state, self._taker, lambda: self._engine, self._did)
        machines = state.machines
        self._machines = MachineRequests(machines, self._tasks, lambda: self._engine.machines, self._did)
        self._tagging = Tagging(state, self._tasks, lambda: self._engine, self._did)
        self._settings_change = SettingsChange(
            state, settings_file, lambda: self._engine, self._did, self.restart_wanted.emit
        )
        self._closing = False
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        self._ahead = LookingAhead(state, lambda: self._engine, self)
        self._flush = QTimer(self, interval=LOG_FLUSH_MS)
        self._flush.timeout.connect(self._taker.flush_log)
        self._flush.timeout.connect(self._taker.recipes.go_on)
        state.figures.update(queued=None, met=None, missed=None)

    # ── life ─────────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Begins to listen, then opens the engine; called on the main thread's loop."""
        self._tasks.begin(self._consume(), "events")
        self._engine = await self._open_engine(stream=self._stream)
        self._engine.use_settings(self._state.settings)  # they may have been saved meanwhile
        self._state.set_read_only(self._engine.read_only)
        self._keeper.begin(writes=not self._engine.read_only)
        self._rundown.begin(writes=not self._engine.read_only)
        self._reader.want_page(0)
        self._beat.start()
        self._flush.start()

    async def caught_up(self) -> None:
        """Returns once the state has all that the engine has told, or after a while."""
        await self._stream.emptied()

    async def close(self) -> None:
        """Ends the worker and every task, within the settings' waits and a margin; never raises."""
        if self._closing:
            return
        self._closing = True
        self._rundown.keep()
        self._tasks.refuse()
        self._beat.stop()
        self._ahead.end()
        limits = self._state.settings.worker
        try:
            await asyncio.wait_for(self._engine.close(), limits.ask_s + limits.terminate_s + CLOSE_MARGIN_S)
        except TimeoutError:
            _log.error("the engine did not close in time")
        except Exception:  # it has closed all the same; the window closes too
            _log.exception("the engine did not close in good order")
        self._flush.stop()
        self._taker.flush_log()
        await self._tasks.close()
        await self._keeper.close()
        await self._rundown.close()

    def log(self, line: LogLine) -> None:
        """Takes a line of this process into the log: as an event, and into the file once there is one."""
        self._stream.put(line)

    @property
    def tasks(self) -> tuple[str, ...]:
        """Names of the tasks under way."""
        return self._tasks.names

    def _on_failed(self, name: str, error: BaseException) -> None:
        if isinstance(error, VortexError):
            self.notify(Severity.ERROR, error.sentence, remedy=error.remedy, key=name)
        else:
            _log.error("%s failed", name, exc_info=error)
            self.notify(Severity.ERROR, ended(tr("Something went wrong: {error}", error=error)), key=name)

    async def _consume(self) -> None:
        """Takes event after event; a burst of them gives the window its turn in between."""
        spent_s = 0.0
        async for events in self._stream.together():
            begun = time.perf_counter()
            self._take(events)
            spent_s += time.perf_counter() - begun
            if spent_s > BURST_S:
                spent_s = 0.0
                await asyncio.sleep(0)

    def _take(self, events: Sequence[EngineEvent]) -> None:
        rows = [(event.row, event.position) for event in events if isinstance(event, SlotChanged)]
        try:
            if rows:
                self._taker.take_rows(rows)
            else:
                self._taker.take(events[0])
        except Exception:  # one bad event must not make the window deaf
            _log.exception("an event could not be shown: %s", type(events[0]).__name__)
        match events[0]:
            case FromWorker(event=SlotStarted(slot_id=slot_id)):
                self._following.started(slot_id)

    # ── intents ──────────────────────────────────────────────────────────────────────────

    def generate(self, recipe: Recipe, copies: int = 1) -> None:
        self._tasks.begin(self._generate(recipe, copies), "generate")

    async def _generate(self, recipe: Recipe, copies: int) -> None:
        rows = await self._engine.submit(recipe, copies=copies)
        if rows:
            slot_id = rows[0].slot_id if len(rows) == 1 else None
            self._did(queued_words([row.slot_id for row in rows]), slot_id)
        self._following.submitted(rows)

    def cancel(self, slot_id: int) -> None:
        self._requests.cancel((slot_id,))

    def cancel_all(self, slot_ids: Sequence[int]) -> None:
        self._requests.cancel(slot_ids)

    def clear_queue(self) -> None:
        self._requests.clear_queue()

    def retry(self, slot_id: int) -> None:
        self._requests.again("retry", (slot_id,))

    def retry_all(self, slot_ids: Sequence[int]) -> None:
        self._requests.again("retry", slot_ids)

    def duplicate(self, slot_id: int) -> None:
        self._requests.again("duplicate", (slot_id,))

    def duplicate_all(self, slot_ids: Sequence[int]) -> None:
        self._requests.again("duplicate", slot_ids)

    def move(self, slot_id: int, position: int) -> None:
        self._requests.move(slot_id, position)

    def move_all(self, slot_ids: Sequence[int], position: int) -> None:
        self._requests.move_all(slot_ids, position)

    def set_tags(self, tags: Mapping[int, Sequence[str]]) -> None:
        self._tagging.set_tags(tags)

    async def _submit(self, recipe: Recipe) -> SlotRow:
        row = (await self._engine.submit(recipe))[0]
        self._did(queued_words([row.slot_id]), row.slot_id)
        return row

    @property
    def rundown(self) -> RundownRequests:
        return self._rundown.requests

    def pause(self) -> None:
        self._engine.pause()
        self._did(tr("Paused the queue."))

    def resume(self) -> None:
        self._engine.resume()
        self._did(tr("Resumed the queue."))

    @property
    def machines(self) -> MachineRequests:
        return self._machines

    def warm_up(self, role: Role | None) -> None:
        self._workers.warm_up(role)

    def clear_cache(self) -> None:
        self._workers.clear_cache()

    def restart_worker(self) -> None:
        self._workers.restart()

    def select(self, slot_id: int | None) -> None:
        self._following.select(slot_id)

    def open_folder(self, slot_id: int) -> None:
        open_folder(self._state, slot_id, self.notify)

    def use_recipe(self, recipe: Recipe) -> None:
        self.recipe_wanted.emit(recipe)

    def keep_presenter(self, actor: ActorSource, prompt: str) -> None:
        self.presenter_wanted.emit(actor, prompt)

    def open_settings(self) -> None:
        self.settings_wanted.emit()

    def request_plan(self, profile: str, gpu: str | None, what_if: Mapping[str, str]) -> None:
        self._planning.plan(profile, gpu, what_if)

    def request_fit(self, gpu: str, path: Path) -> None:
        self._planning.fit(gpu, path)

    def survey_checkpoints(self, profile: str) -> None:
        self._begin_fetch(self._fetching.survey, profile, "survey")

    def fetch_checkpoints(self, profile: str) -> None:
        self._begin_fetch(self._fetching.fetch, profile, "fetch")

    def prepare_checkpoints(self, profile: str) -> None:
        self._begin_fetch(self._fetching.prepare, profile, "prepare")

    def _begin_fetch(self, work: FetchWork, profile: str, name: str) -> None:
        """One at a time; a second request is dropped."""
        if not self._state.fetch.is_busy:
            self._tasks.begin(work(profile), name)

    def stop_fetch(self) -> None:
        self._fetching.stop()

    def notify(
        self, severity: Severity, text: str, *, remedy: str = "", details: str = "", key: str = ""
    ) -> None:
        self._taker.tell(severity, text, remedy=remedy, details=details, key=key)

    def keep_settings(self, settings: Settings) -> None:
        self._settings_change.keep(settings)

    def _did(self, text: str, slot_id: int | None = None) -> None:
        """Writes into the shift log what the operator asked for; what becomes of it follows by itself."""
        if not self._engine.read_only:
            self._state.shift.note(text, slot_id=slot_id)

    # ── once a second ────────────────────────────────────────────────────────────────────

    def _on_beat(self) -> None:
        from psutil import Process  # not before the first paint

        for slot in self._state.slots.running():
            left = self._engine.time_left(slot.slot_id)
            if left is not None:
                now = steady_now()
                shown = share_done(slot, now) or 0.0
                estimate = Estimate(left.low_s, left.high_s, now, left.stages, shown)
                self._state.slots.put_estimate(slot.slot_id, estimate)
        self._ahead.look()
        self._rundown.look()
        self._state.figures.update(console_bytes=Process().memory_info().rss)
        self._reader.refresh_figures()
