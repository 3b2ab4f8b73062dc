"""What the operator did to the queue, undone over the real engine."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

from tests.console.asking import until
from tests.narrowing import present
from tests.paths import CHILDREN
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.console.control.controller import Controller
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import ShiftKind
from vortex_gui.engine.engine import Engine

MANY = 300


@asynccontextmanager
async def paused(state: ConsoleState, folder: Path, recipe: Recipe, count: int) -> AsyncIterator[Controller]:
    """A console whose queue is paused with so many slots in it."""
    settings = Settings(folders=FolderSettings(output=str(folder / "out"), data=str(folder / "data")))
    state.set_settings(settings)
    command = [sys.executable, str(CHILDREN / "scripted_worker.py")]
    open_engine = partial(
        Engine.open, settings, state.profile, data_dir=folder / "data", worker_command=command
    )
    controller = Controller(open_engine, state, settings_file=folder / "settings.yaml")
    try:
        await controller.start()
        await until(lambda: state.worker.ready, "the worker is ready", limit_s=60)
        controller.pause()
        controller.generate(recipe, count)
        await until(lambda: len(state.slots.queue) == count, "all are queued")
        yield controller
    finally:
        await controller.close()


async def test_a_moved_slot_goes_back_to_its_place(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with paused(state, tmp_path, recipe, 4) as controller:
        controller.move(4, 1)
        await until(lambda: state.slots.queue == (1, 4, 2, 3), "the fourth is second")
        controller.move(4, 0)
        await until(lambda: state.slots.queue == (4, 1, 2, 3), "the fourth is first")
        state.undo.undo()
        await until(lambda: state.slots.queue == (1, 2, 3, 4), "all stand as before")
        state.undo.redo()
        await until(lambda: state.slots.queue == (4, 1, 2, 3), "and again")


async def test_cancelled_slots_are_queued_again_where_they_stood(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with paused(state, tmp_path, recipe.with_slot(seed=None, deadline_sec=900), 5) as controller:
        before = {number: present(state.slots.get(number)).row for number in (2, 4)}
        controller.cancel(2)
        controller.cancel(4)
        await until(lambda: state.slots.queue == (1, 3, 5), "two are cancelled")
        told = [notice for notice in state.notices.all() if notice.button is not None]
        assert [notice.text for notice in told] == ["Cancelled 2 queued slots."]
        present(told[0].button).press()
        await until(lambda: state.slots.queue == (1, 6, 3, 7, 5), "both are back at their places")
        for number, old in ((6, 2), (7, 4)):
            row = present(state.slots.get(number)).row
            assert (row.seed, row.due_at, row.retry_of) == (before[old].seed, before[old].due_at, old)
        state.undo.redo()
        await until(lambda: state.slots.queue == (1, 3, 5), "and cancelled again")


async def test_several_moved_slots_go_back_to_their_places(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with paused(state, tmp_path, recipe, 5) as controller:
        controller.move_all((2, 5), 0)
        await until(lambda: state.slots.queue == (2, 5, 1, 3, 4), "both are first")
        assert present(state.undo.next_undo).words == "Moved 2 slots in the queue."
        state.undo.undo()
        await until(lambda: state.slots.queue == (1, 2, 3, 4, 5), "all stand as before")
        state.undo.redo()
        await until(lambda: state.slots.queue == (2, 5, 1, 3, 4), "and again")


async def test_a_cleared_queue_comes_back_in_its_order(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with paused(state, tmp_path, recipe, MANY) as controller:
        controller.move(MANY, 0)
        await until(lambda: state.slots.queue[0] == MANY, "the last is first")
        controller.clear_queue()
        await until(lambda: state.slots.queue == (), "it is cleared")
        assert present(state.undo.next_undo).words == f"Cancelled {MANY} queued slots."
        state.undo.undo()
        await until(lambda: len(state.slots.queue) == MANY, "all are queued again")
        again = [present(state.slots.get(number)).row.retry_of for number in state.slots.queue]
        assert again == [MANY, *range(1, MANY)]


async def test_a_move_of_a_slot_that_has_gone_is_told(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with paused(state, tmp_path, recipe, 2) as controller:
        controller.move(2, 0)
        step = present(state.undo.next_undo)
        controller.cancel(2)
        await until(lambda: state.slots.queue == (1,), "it is gone")
        state.undo.undo_step(step)
        assert any(notice.text == "Slot 2 is no longer queued." for notice in state.notices.all())


async def test_a_running_slot_that_is_cancelled_is_no_step(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    visual = recipe.visual_track.model_copy(update={"prompt": "hang please"})
    async with paused(state, tmp_path, recipe.model_copy(update={"visual_track": visual}), 1) as controller:
        controller.resume()
        await until(state.slots.running, "it runs")
        controller.cancel(1)
        assert state.undo.next_undo is None
        await until(lambda: not state.slots.running(), "it stopped")


async def test_the_shift_log_tells_what_undo_and_redo_do(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    def noted() -> list[str]:
        return [entry.text for entry in state.shift.entries if entry.kind is ShiftKind.DID]

    async with paused(state, tmp_path, recipe, 4) as controller:
        controller.move(4, 0)
        await until(lambda: state.slots.queue == (4, 1, 2, 3), "the fourth is first")
        state.undo.undo()
        await until(lambda: state.slots.queue == (1, 2, 3, 4), "it is last again")
        controller.move_all((2, 4), 0)
        await until(lambda: state.slots.queue == (2, 4, 1, 3), "two are first")
        state.undo.undo()
        await until(lambda: state.slots.queue == (1, 2, 3, 4), "all stand as before")
        state.undo.redo()
        await until(lambda: state.slots.queue == (2, 4, 1, 3), "and again")
        controller.cancel(4)
        await until(lambda: state.slots.queue == (2, 1, 3), "one is cancelled")
        state.undo.undo()
        await until(lambda: state.slots.queue == (2, 5, 1, 3), "it is back under a new number")
        state.undo.redo()
        await until(lambda: state.slots.queue == (2, 1, 3), "and cancelled again")
        assert noted()[2:] == [
            "Moved slot 4 to place 1.",
            "Moved slot 4 to place 4.",
            "Moved slots 2, 4 to place 1.",
            "Put slots 2, 4 back where they stood in the queue.",
            "Moved slots 2, 4 to place 1.",
            "Asked to cancel slot 4.",
            "Queued slot 4 again as slot 5.",
            "Asked to cancel slot 5.",
        ]
        again = next(entry for entry in state.shift.entries if entry.text.endswith("again as slot 5."))
        assert again.slot_id == 5


async def test_only_slots_that_are_queued_are_noted_as_moved(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with paused(state, tmp_path, recipe, 3) as controller:
        controller.cancel(2)
        await until(lambda: state.slots.queue == (1, 3), "one is gone")
        controller.move_all((2, 3), 0)
        controller.move_all((2,), 0)
        moved = [entry.text for entry in state.shift.entries if entry.text.startswith("Moved")]
        assert moved == ["Moved slot 3 to place 1."]


async def test_a_damaged_recipe_keeps_only_its_own_slot_out_of_an_undone_cancel(
    qloop: asyncio.Runner, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with paused(state, tmp_path, recipe, 5) as controller:
        controller.cancel_all((1, 2, 4))
        await until(lambda: state.slots.queue == (3, 5), "three are cancelled")
        await until(lambda: state.pages.total == 3, "the history has them")
        with closing(sqlite3.connect(tmp_path / "data" / "history.db")) as database, database:
            database.execute("update details set recipe_json = '{}' where slot_id = 2")
        state.undo.undo()
        await until(lambda: state.slots.queue == (6, 3, 5, 7), "the others are back")
        assert [present(state.slots.get(number)).row.retry_of for number in (6, 7)] == [1, 4]
        told = {notice.key: notice for notice in state.notices.all()}
        assert told["undo"].text == "Queued again under new numbers: 2 slots."
        assert told["undo cancel"].severity == "error"
        assert any(entry.text == "Queued slots 1, 4 again as slots 6 to 7." for entry in state.shift.entries)
        state.undo.redo()
        await until(lambda: state.slots.queue == (3, 5), "the new ones are cancelled")
