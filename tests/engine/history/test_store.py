"""The data folder while it is ours: settled when it is opened, written behind, one console at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.history.drafts import draft
from tests.engine.rows import report_of, write_folder
from vortex_gui.engine.facts.events import EngineEvent, Notice, SlotChanged
from vortex_gui.engine.facts.records import HistoryError
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history.file import open_history, open_reader
from vortex_gui.engine.history.store import Store


def run(folder: Path, story: Callable[[Store, list[EngineEvent]], Awaitable[None]]) -> None:
    async def whole() -> None:
        told: list[EngineEvent] = []
        store = await Store.open(folder, lambda: 500.0, told.append)
        try:
            await story(store, told)
        finally:
            await store.close()

    asyncio.run(asyncio.wait_for(whole(), 20))


def test_what_is_added_is_left_for_the_next_console(tmp_path: Path) -> None:
    async def first(store: Store, told: list[EngineEvent]) -> None:
        assert store.left == ()
        assert [row.slot_id for row in await store.add([draft(tmp_path)] * 2)] == [1, 2]

    async def second(store: Store, told: list[EngineEvent]) -> None:
        assert [row.slot_id for row in store.left] == [1, 2]
        assert told == []

    run(tmp_path, first)
    run(tmp_path, second)


def test_a_slot_that_ran_when_the_console_died_is_done_if_its_folder_is_whole_else_it_waits(
    tmp_path: Path,
) -> None:
    history, _ = open_history(tmp_path)
    with closing(history):
        for row in history.add([draft(tmp_path)] * 2):
            history.keep(row.begun(200.0, attempts=1), while_in=SlotState.QUEUED)
        whole = history.row(1)
    assert whole is not None
    write_folder(whole, report_of(whole))

    async def story(store: Store, told: list[EngineEvent]) -> None:
        assert [(row.slot_id, row.state) for row in store.left] == [(2, SlotState.QUEUED)]
        (event,) = told
        assert isinstance(event, SlotChanged)
        assert (event.row.slot_id, event.row.state, event.row.ended_at) == (1, SlotState.DONE, 500.0)

    run(tmp_path, story)


def test_a_second_console_is_refused_by_the_firsts_process(tmp_path: Path) -> None:
    async def story(store: Store, told: list[EngineEvent]) -> None:
        with pytest.raises(HistoryError, match=r"Another console \(process \d+\) works in"):
            await Store.open(tmp_path, lambda: 0.0, told.append)

    run(tmp_path, story)


def test_writes_go_behind_in_order_and_are_all_on_disk_after_closing(tmp_path: Path) -> None:
    ran: list[str] = []

    async def story(store: Store, told: list[EngineEvent]) -> None:
        await store.add([draft(tmp_path)])
        go_on = threading.Event()

        def slowly(history: object) -> str:
            go_on.wait(10)
            return "first"

        store.write("The pause failed.", slowly, done=ran.append)
        store.write("The order failed.", lambda history: history.set_ranks([(1, 9.0)]))
        store.write("The rest failed.", lambda _: "second", done=ran.append)
        assert ran == []
        go_on.set()

    run(tmp_path, story)
    assert ran == ["first", "second"]
    with closing(open_reader(tmp_path)) as reader:
        (left,) = reader.open_slots()
    assert left.rank == 9.0


@pytest.mark.expects_log
def test_a_refused_write_is_a_notice_with_its_reason_and_the_next_one_works(tmp_path: Path) -> None:
    refused: list[tuple[str, str]] = []

    def refuse(history: object) -> None:
        raise HistoryError("The drive is gone.")

    async def story(store: Store, told: list[EngineEvent]) -> None:
        store.write("The history could not save slot 7.", refuse, failed=refused.append)
        assert [row.slot_id for row in await store.add([draft(tmp_path)])] == [1]
        (notice,) = [event for event in told if isinstance(event, Notice)]
        assert notice.key == "history"
        assert notice.text == "The history could not save slot 7. The drive is gone."

    run(tmp_path, story)
    assert refused[0][0] == "The drive is gone."
