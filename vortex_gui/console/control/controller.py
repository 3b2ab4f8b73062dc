"""Between engine and window: the one consumer of events, and the answer to every intent."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import psutil
from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from vortex_gui.base.amounts import quantile
from vortex_gui.base.errors import RecipeError, VortexError
from vortex_gui.base.log_line import LogLine
from vortex_gui.base.recipe import Recipe, load_recipe
from vortex_gui.base.report_reading import read_report
from vortex_gui.base.roles import Role
from vortex_gui.base.settings import Settings, save_settings
from vortex_gui.console.control.apply import EventTaker
from vortex_gui.console.control.fetching import Fetching
from vortex_gui.console.control.planning import Planning
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.fetch_state import FetchPhase
from vortex_gui.console.state.known_slots import Estimate
from vortex_gui.console.state.messages import Severity
from vortex_gui.console.state.play_list import play_list
from vortex_gui.console.state.slot_pages import PAGE
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.events import EngineEvent
from vortex_gui.engine.facts.records import SlotOrder, SlotQuery
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import ReadOnlyEngine
from vortex_gui.wire.protocol import SlotStarted

BEAT_MS = 1000
LOG_FLUSH_MS = 150
BURST_S = 0.004
PAGES_WAITING = 4
"""Pages of the history that wait for the reader at most."""
DEADLINE_BEATS = 2
"""A slot of the play-list is due within the beat after its own, while the one before is on air."""
CLOSE_MARGIN_S = 5.0
"""Beyond the settings' own waits for the worker, closing takes no longer than this."""

_log = logging.getLogger(__name__)


class Controller(QObject):
    """Implements `Intents`. Every task it starts is kept by name and ended by `close`.

    `recipe_wanted(Recipe)`, `settings_wanted`: the window shows them.
    """

    recipe_wanted = Signal(object)
    settings_wanted = Signal()

    def __init__(
        self,
        open_engine: Callable[..., Awaitable[ReadOnlyEngine]],
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
        self._settings_file = settings_file
        self._taker = EventTaker(state)
        self._fetching = Fetching(state.fetch, self)
        self._planning = Planning(state.plan, self)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._follows = True
        self._closing = False
        self._figures_due = True
        self._pages_wanted: list[int] = []
        self._process = psutil.Process()
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        self._flush = QTimer(self, interval=LOG_FLUSH_MS)
        self._flush.timeout.connect(self._taker.flush_log)
        state.pages.wanted.connect(self._on_page_wanted)

    # ── life ─────────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Begins to listen, then opens the engine; called on the main thread's loop."""
        self._spawn(self._consume(), "events")
        self._engine = await self._open_engine(stream=self._stream)
        self._state.set_read_only(self._engine.read_only)
        self._on_page_wanted(0)
        self._beat.start()
        self._flush.start()

    async def close(self) -> None:
        """Ends the worker and every task, within the settings' waits and a margin; never raises."""
        if self._closing:
            return
        self._closing = True
        self._beat.stop()
        limits = self._state.settings.worker
        try:
            await asyncio.wait_for(self._engine.close(), limits.ask_s + limits.terminate_s + CLOSE_MARGIN_S)
        except TimeoutError:
            _log.error("the engine did not close in time")
        self._flush.stop()
        self._taker.flush_log()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def log(self, line: LogLine) -> None:
        """Takes a line of this process into the log: as an event, and into the file once there is one."""
        self._stream.put(line)

    @property
    def tasks(self) -> tuple[str, ...]:
        """Names of the tasks under way."""
        return tuple(task.get_name() for task in self._tasks)

    def _spawn(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        if self._closing:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._on_task_done)

    def _on_task_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, VortexError):
            self.notify("error", error.sentence, remedy=error.remedy, key=task.get_name())
        elif error is not None:
            _log.error("%s failed", task.get_name(), exc_info=error)
            self.notify(
                "error", self.tr("Something went wrong: {error}").format(error=error), key=task.get_name()
            )

    async def _consume(self) -> None:
        """Takes event after event; a burst of them gives the window its turn in between."""
        spent_s = 0.0
        async for event in self._stream:
            begun = time.perf_counter()
            self._take(event)
            spent_s += time.perf_counter() - begun
            if spent_s > BURST_S:
                spent_s = 0.0
                await asyncio.sleep(0)

    def _take(self, event: EngineEvent) -> None:
        try:
            self._taker.take(event)
        except Exception:  # one bad event must not make the window deaf
            _log.exception("an event could not be shown: %s", type(event).__name__)
        if isinstance(event, SlotStarted):
            self._on_started(event.slot_id)

    # ── intents ──────────────────────────────────────────────────────────────────────────

    def generate(self, recipe: Recipe, copies: int = 1) -> None:
        self._spawn(self._generate(recipe, copies), "generate")

    async def _submit(self, recipe: Recipe, copies: int) -> list[SlotRow]:
        return await self._engine.submit(recipe, copies=copies)

    async def _generate(self, recipe: Recipe, copies: int) -> None:
        rows = await self._submit(recipe, copies)
        self._follows = True
        if rows and not self._state.slots.running():
            self._show(rows[0].slot_id)

    def cancel(self, slot_id: int) -> None:
        slot = self._state.slots.get(slot_id)
        running = slot is not None and slot.is_running
        if self._engine.cancel(slot_id) and running:
            self._state.operations.begin(f"cancel:{slot_id}")

    def retry(self, slot_id: int) -> None:
        self._spawn(self._again(slot_id, same_seed=True), f"retry {slot_id}")

    def duplicate(self, slot_id: int) -> None:
        self._spawn(self._again(slot_id, same_seed=False), f"duplicate {slot_id}")

    async def _again(self, slot_id: int, *, same_seed: bool) -> None:
        await (self._engine.retry(slot_id) if same_seed else self._engine.duplicate(slot_id))

    def move(self, slot_id: int, position: int) -> None:
        self._engine.move(slot_id, position)

    def start_play_list(self, recipes: Sequence[Path], beat_s: float) -> None:
        self._state.set_play_list(play_list(recipes, beat_s, time.time()))
        self._play()

    def stop_play_list(self) -> None:
        self._state.set_play_list(None)

    def _play(self) -> None:
        """Looks once a second whether the next recipe is due; a faulty file is told and passed over."""
        playing = self._state.play_list
        path = playing.due(time.time(), len(self._state.slots.queue)) if playing else None
        if playing is None or path is None:
            return
        try:
            recipe = load_recipe(path)
        except RecipeError as error:
            self.notify(
                "error",
                self.tr("{name} was passed over.").format(name=path.name),
                remedy="\n".join(error.faults),
                key="play",
            )
            return
        deadline_s = recipe.slot_params.deadline_sec or playing.beat_s * DEADLINE_BEATS
        due = recipe.with_slot(slot_id=None, seed=None, deadline_sec=deadline_s)
        self._spawn(self._submit(due, 1), "play-list")

    def pause(self) -> None:
        self._engine.pause()

    def resume(self) -> None:
        self._engine.resume()

    def warm_up(self, role: Role | None) -> None:
        if self._engine.warm_up(role):
            self._taker.begin_warm_up(role)
        else:
            self.notify("warning", self.tr("The worker is not ready to warm up."), key="warm_up")

    def clear_cache(self) -> None:
        if self._engine.clear_cache():
            self._state.operations.begin("clear_cache")
        else:
            self.notify("warning", self.tr("The worker is not ready to clear its cache."), key="cache")

    def restart_worker(self) -> None:
        self._state.operations.begin("restart")
        self._engine.restart_worker()

    def select(self, slot_id: int | None) -> None:
        """The operator chose: the preview stays there, and follows again once that slot runs."""
        slot = self._state.slots.get(slot_id)
        self._follows = slot_id is None or (slot is not None and slot.is_running)
        self._show(slot_id)

    def open_folder(self, slot_id: int) -> None:
        slot = self._state.slots.get(slot_id)
        if slot is None or not slot.row.folder.is_dir():
            self.notify(
                "warning",
                self.tr("The folder of slot {slot} is not there.").format(slot=slot_id),
                key="folder",
            )
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(slot.row.folder))):
            self.notify(
                "info",
                self.tr("No file browser is here. The folder is {path}.").format(path=slot.row.folder),
                key="folder",
            )

    def use_recipe(self, recipe: Recipe) -> None:
        self.recipe_wanted.emit(recipe)

    def open_settings(self) -> None:
        self.settings_wanted.emit()

    def request_plan(self, profile: str, gpu: str | None, what_if: Mapping[str, Any]) -> None:
        if self._state.operations.since("plan") is None:
            self._state.operations.begin("plan")
            self._spawn(self._plan(profile, gpu, what_if), "plan")

    def survey_checkpoints(self, profile: str) -> None:
        if not self._state.fetch.is_busy:
            self._spawn(self._fetching.survey(profile), "survey")

    def fetch_checkpoints(self, profile: str) -> None:
        if not self._state.fetch.is_busy:
            self._spawn(self._fetch_all(profile), "fetch")

    def stop_fetch(self) -> None:
        self._fetching.stop()

    def notify(self, severity: str, text: str, *, remedy: str = "", details: str = "", key: str = "") -> None:
        self._taker.tell(cast(Severity, severity), text, remedy=remedy, details=details, key=key)

    def keep_settings(self, settings: Settings) -> None:
        """Writes the settings and takes in what has effect at once."""
        try:
            save_settings(settings, self._settings_file)
        except OSError as error:
            self.notify(
                "error",
                self.tr("The settings were not saved: {why}.").format(why=error.strerror),
                key="settings",
            )
            return
        before = self._state.settings
        self._state.set_settings(settings)
        later = [name for name in Settings.model_fields if name not in ("console", "version")]
        if any(getattr(before, name) != getattr(settings, name) for name in later):
            text = self.tr("Settings saved; some take effect when the console is started again.")
            self.notify("success", text, key="settings")

    # ── showing a slot ───────────────────────────────────────────────────────────────────

    def _on_started(self, slot_id: int) -> None:
        if self._follows:
            self._show(slot_id)

    def _show(self, slot_id: int | None) -> None:
        if slot_id is not None:
            slot = self._state.slots.get(slot_id)
            if slot is None or (slot.is_over and slot.report is None):
                self._spawn(self._fetch(slot_id), f"slot {slot_id}")
        self._state.selection.select(slot_id)

    async def _fetch(self, slot_id: int) -> None:
        """Reads a slot's row and report, which the console has not seen in this sitting."""
        row, report = await self._engine.row(slot_id), await self._engine.report(slot_id) or ""
        if row is None:
            return
        if row.state.is_final or self._state.slots.get(slot_id) is None:
            self._taker.take_row(row, None)  # else an event has told more than was read
        if found := read_report(report):
            self._state.slots.put_report(slot_id, found)

    # ── the table's pages ────────────────────────────────────────────────────────────────

    def _on_page_wanted(self, page: int) -> None:
        """What was looked at last is read first; what has been scrolled past meanwhile is not read at all."""
        wanted = self._pages_wanted
        wanted[:] = [*(other for other in wanted if other != page), page]
        for passed in wanted[:-PAGES_WAITING]:
            self._state.pages.give_up(passed)
        del wanted[:-PAGES_WAITING]
        if "pages" not in self.tasks:
            self._spawn(self._read_pages(), "pages")
        self._figures_due = True

    async def _read_pages(self) -> None:
        while self._pages_wanted:
            await self._read_page(self._pages_wanted.pop())

    async def _read_page(self, page: int) -> None:
        wish = self._state.pages.filter
        states = frozenset(wish.final_states)
        if not states:
            self._state.pages.put(page, (), 0)
            return
        query = SlotQuery(states, wish.text, SlotOrder.NEWEST, offset=page * PAGE, limit=PAGE)
        found = await self._engine.query(query)
        if wish == self._state.pages.filter:
            self._state.pages.put(page, found.rows, found.total)

    # ── once a second ────────────────────────────────────────────────────────────────────

    def _on_beat(self) -> None:
        for slot in self._state.slots.running():
            left = self._engine.time_left(slot.slot_id)
            if left is not None:
                estimate = Estimate(left.low_s, left.high_s, time.time())
                self._state.slots.put_estimate(slot.slot_id, estimate)
        self._play()
        self._state.figures.update(console_bytes=self._process.memory_info().rss)
        if self._figures_due:
            self._figures_due = False
            self._spawn(self._read_figures(), "figures")

    async def _read_figures(self) -> None:
        figures = await self._engine.figures()
        times = [ms / 1000 for ms in figures.times_ms]
        self._state.figures.update(
            p50_s=quantile(times, 0.50) if times else None,
            p95_s=quantile(times, 0.95) if times else None,
            p99_s=quantile(times, 0.99) if times else None,
            done=figures.by_state.get(SlotState.DONE, 0),
            failed=figures.by_state.get(SlotState.FAILED, 0) + figures.by_state.get(SlotState.SET_ASIDE, 0),
            met=figures.deadlines_met,
            missed=figures.deadlines_missed,
        )

    async def _fetch_all(self, profile: str) -> None:
        await self._fetching.fetch(profile)
        fetch = self._state.fetch
        if fetch.phase is FetchPhase.DONE:
            text = self.tr("All checkpoints of {0} are here.").format(profile)
            self.notify("success", text, key="fetch")
        elif fetch.phase is FetchPhase.FAILED:
            self.notify("error", fetch.fault, remedy=fetch.remedy, key="fetch")

    # ── the plan ─────────────────────────────────────────────────────────────────────────

    async def _plan(self, profile: str, gpu: str | None, what_if: Mapping[str, Any]) -> None:
        try:
            await self._planning.compute(profile, gpu, what_if)
        finally:
            self._state.operations.end("plan")
