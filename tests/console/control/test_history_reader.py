"""Pages, slots and figures are read from a real history, and only what is still wanted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from tests.console.asking import until
from tests.console.rows import RECIPE_JSON, put
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import Scores
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.control.history_reader import PAGES_WAITING, HistoryReader
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.slot_pages import TableFilter
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.records import SlotDraft, SlotEnd
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import ReadOnlyEngine


@asynccontextmanager
async def reading(state: ConsoleState, folder: Path) -> AsyncIterator[tuple[HistoryReader, Tasks]]:
    """A reader over the folder of a console that has made nothing yet."""
    engine = ReadOnlyEngine(Reading(folder), EventStream())
    tasks = Tasks(lambda name, error: None)
    try:
        yield HistoryReader(state, EventTaker(state), tasks, lambda: engine), tasks
    finally:
        await tasks.close()
        await engine.close()


async def test_first_page_of_an_empty_history_is_empty(
    qloop: asyncio.Runner, state: ConsoleState, tmp_path: Path
) -> None:
    async with reading(state, tmp_path) as (reader, tasks):
        filled: list[tuple[int, int]] = []
        state.pages.filled.connect(lambda first, count: filled.append((first, count)))
        reader.want_page(0)
        await until(lambda: filled, "the page came")
        assert filled == [(0, 0)]
        assert not tasks.names


async def test_pages_that_were_scrolled_past_are_given_up(
    qloop: asyncio.Runner, state: ConsoleState, tmp_path: Path
) -> None:
    async with reading(state, tmp_path) as (reader, _):
        filled: list[int] = []
        state.pages.filled.connect(lambda first, _: filled.append(first))
        for page in range(10):
            reader.want_page(page)
        await until(lambda: len(filled) == PAGES_WAITING, "the newest pages came")
        assert filled == sorted(filled, reverse=True)


async def test_figures_are_read_only_when_something_may_have_changed(
    qloop: asyncio.Runner, state: ConsoleState, tmp_path: Path
) -> None:
    async with reading(state, tmp_path) as (reader, tasks):
        reader.refresh_figures()
        assert tasks.names == ("figures",)
        await until(lambda: not tasks.names, "they are read")
        reader.refresh_figures()
        assert not tasks.names
        assert state.figures.p50_s is None


async def test_filter_for_failed_checks_reaches_the_history(
    qloop: asyncio.Runner, state: ConsoleState, tmp_path: Path
) -> None:
    opened, _ = open_history(tmp_path)
    recipe = Recipe.model_validate_json(RECIPE_JSON)
    with closing(opened):
        opened.add([SlotDraft(recipe, "mini", str(tmp_path), "{}", submitted_at=1.0) for _ in range(3)])
        for slot_id in (1, 2, 3):
            scores = Scores(0.8, 0.9, 0.86, self_check_passed=slot_id != 2, outlier_detected=False)
            opened.end(slot_id, SlotEnd(SlotState.DONE, 2.0, scores=scores))
    async with reading(state, tmp_path) as (reader, tasks):
        for passed, numbers in ((False, [2]), (True, [3, 1])):
            state.pages.set_filter(TableFilter(states=frozenset((SlotState.DONE,)), passed=passed))
            await until(lambda: not tasks.names, "the page came")
            found = [present(state.pages.peek(place)).slot_id for place in range(state.pages.total)]
            assert found == numbers
        reader.refresh_figures()
        await until(lambda: state.figures.not_passed == 1, "the failed check is counted")


async def test_live_slot_is_not_read_again(
    qloop: asyncio.Runner, state: ConsoleState, tmp_path: Path
) -> None:
    async with reading(state, tmp_path) as (reader, tasks):
        put(state, 1, SlotState.RUNNING)
        reader.want_slot(1)
        assert not tasks.names
        reader.want_slot(2)
        assert tasks.names == ("slot 2",)
        await until(lambda: not tasks.names, "it is read")
        assert state.slots.get(2) is None
