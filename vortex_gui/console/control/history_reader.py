"""Reads finished slots for the window: pages of the table, a chosen slot, the figures."""

from __future__ import annotations

from collections.abc import Callable

from vortex_gui.base.report.report_reading import read_report
from vortex_gui.base.words.amounts import quantile
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.slot_pages import PAGE
from vortex_gui.engine.facts.records import SlotOrder, SlotQuery
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.read_only import ReadOnlyEngine

PAGES_WAITING = 4
"""At most so many pages of the history wait for the reader."""


class HistoryReader:
    """`engine` gives the engine that is open now."""

    def __init__(
        self, state: ConsoleState, taker: EventTaker, tasks: Tasks, engine: Callable[[], ReadOnlyEngine]
    ) -> None:
        self._state = state
        self._taker = taker
        self._tasks = tasks
        self._engine = engine
        self._pages_wanted: list[int] = []
        self._figures_due = True
        state.pages.wanted.connect(self.want_page)

    def want_slot(self, slot_id: int) -> None:
        """Reads row and report unless the console has seen them in this sitting."""
        slot = self._state.slots.get(slot_id)
        if slot is None or (slot.is_over and slot.report is None):
            self._tasks.begin(self._read_slot(slot_id), f"slot {slot_id}")

    def want_page(self, page: int) -> None:
        """Reads the page looked at last first, and skips pages that the operator has scrolled past."""
        wanted = self._pages_wanted
        wanted[:] = [*(other for other in wanted if other != page), page]
        for passed in wanted[:-PAGES_WAITING]:
            self._state.pages.give_up(passed)
        del wanted[:-PAGES_WAITING]
        if "pages" not in self._tasks.names:
            self._tasks.begin(self._read_pages(), "pages")
        self._figures_due = True

    def refresh_figures(self) -> None:
        """Reads the figures again when a page was asked for since; called once a second."""
        if self._figures_due:
            self._figures_due = False
            self._tasks.begin(self._read_figures(), "figures")

    async def _read_slot(self, slot_id: int) -> None:
        row, report = await self._engine().row(slot_id), await self._engine().report(slot_id) or ""
        if row is None:
            return
        if row.state.is_final or self._state.slots.get(slot_id) is None:
            self._taker.take_row(row, None)  # else an event has brought newer facts
        if found := read_report(report):
            self._state.slots.put_report(slot_id, found)

    async def _read_pages(self) -> None:
        while self._pages_wanted:
            await self._read_page(self._pages_wanted.pop())

    async def _read_page(self, page: int) -> None:
        wish, order = self._state.pages.filter, self._state.pages.order
        states = frozenset(wish.final_states)
        if not states:
            self._state.pages.put(page, (), 0)
            return
        query = SlotQuery(
            states,
            wish.text,
            SlotOrder.NEWEST,
            offset=page * PAGE,
            limit=PAGE,
            passed=wish.passed,
            sort=order,
        )
        found = await self._engine().query(query)
        if (wish, order) == (self._state.pages.filter, self._state.pages.order):
            self._state.pages.put(page, found.rows, found.total)

    async def _read_figures(self) -> None:
        figures = await self._engine().figures()
        times = [ms / 1000 for ms in figures.times_ms]
        self._state.figures.update(
            p50_s=quantile(times, 0.50) if times else None,
            p95_s=quantile(times, 0.95) if times else None,
            p99_s=quantile(times, 0.99) if times else None,
            not_passed=figures.not_passed,
            done=figures.by_state.get(SlotState.DONE, 0),
            failed=figures.by_state.get(SlotState.FAILED, 0) + figures.by_state.get(SlotState.SET_ASIDE, 0),
            met=figures.deadlines_met,
            missed=figures.deadlines_missed,
        )
        if self._engine().read_only:  # no event tells the queue of another console
            self._state.figures.update(queued=figures.by_state.get(SlotState.QUEUED, 0))
