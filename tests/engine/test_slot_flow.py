"""Slots between queue, disk and place, over a real history and with no worker to take them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.engine.history.refusing import allow, refuse
from tests.engine.rows import RECIPE
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.facts.events import EngineEvent, QueueChanged, SlotChanged
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history.file import open_reader
from vortex_gui.engine.history.kept_ends import KeptEnds
from vortex_gui.engine.history.store import Store
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.output.output_drive import OutputDrive
from vortex_gui.engine.output_place import OutputPlace
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.pool import Pool
from vortex_gui.engine.slot_flow import SlotFlow
from vortex_gui.wire.protocol import SlotFinished

COPIES = 600


class Flow:
    """A flow whose pool has not been started, with what it told and the clock it goes by."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self.store = folder, store
        self.told: list[EngineEvent] = []
        self.now = 100.0
        self.done = 0
        order = Order(Settings(), load_profile("mini"), ())
        self.flow = SlotFlow(
            store,
            Pool(order, now=lambda: self.now, tell=self.told.append),
            LiveSlots(load_profile("mini")),
            now=lambda: self.now,
            tell=self.told.append,
            on_done=self._count,
            output=OutputPlace(store, OutputDrive(folder), folder / "out", data_dir=folder, min_free_bytes=0),
        )

    def _count(self) -> None:
        self.done += 1

    async def submit(self, copies: int, due_at: float | None = None) -> None:
        draft = SlotDraft(RECIPE, "mini", str(self._folder / "out"), "{}", self.now, due_at)
        self.flow.take_in(await self.store.add([draft] * copies))

    def commits(self) -> list[str]:
        """What the history's connection is asked from now on."""
        statements: list[str] = []
        self.store._history._db.set_trace_callback(statements.append)
        return statements

    async def written(self) -> None:
        """Until what was to be written is on disk and told."""
        await self.store._writes.run(lambda: None)
        await asyncio.sleep(0)

    async def disk(self, *, refuses: bool) -> None:
        """From now on every write of the history is refused, or none."""
        await self.store._writes.run(partial(refuse if refuses else allow, self.store._history))

    @property
    def queued(self) -> tuple[int, ...]:
        return [event for event in self.told if isinstance(event, QueueChanged)][-1].queued

    def states(self, slot_id: int) -> list[SlotState]:
        rows = [event.row for event in self.told if isinstance(event, SlotChanged)]
        return [row.state for row in rows if row.slot_id == slot_id]


def run(folder: Path, story: Callable[[Flow], Awaitable[None]]) -> None:
    async def whole() -> None:
        store = await Store.open(folder / "data", lambda: 100.0, lambda _: None)
        try:
            await story(Flow(folder, store))
        finally:
            await store.close()

    asyncio.run(asyncio.wait_for(whole(), 20))


def test_slots_wait_in_their_order_and_a_moved_one_is_on_disk_where_it_was_put(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(3)
        assert flow.queued == (1, 2, 3)
        flow.flow.move_all((3,), 0)
        assert flow.queued == (3, 1, 2)
        flow.flow.move_all((3,), 0)
        await flow.written()

    run(tmp_path, story)
    with closing(open_reader(tmp_path / "data")) as reader:
        assert [row.slot_id for row in reader.open_slots()] == [3, 1, 2]


def test_a_queued_slot_is_cancelled_at_once_and_only_once(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(2)
        assert flow.flow.cancel_all((1,))
        assert flow.queued == (2,)
        assert not flow.flow.cancel_all((1,))
        assert not flow.flow.cancel_all((9,))
        await flow.written()
        assert flow.states(1) == [SlotState.QUEUED, SlotState.CANCELLED]
        assert flow.done == 0

    run(tmp_path, story)


def test_a_slot_whose_deadline_passed_in_the_queue_is_missed(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(1, due_at=150.0)
        await flow.submit(1)
        flow.flow.drop_overdue()
        assert flow.queued == (1, 2)
        flow.now = 151.0
        flow.flow.drop_overdue()
        assert list(flow.queued) == [2]
        await flow.written()
        assert flow.states(1)[-1] is SlotState.MISSED

    run(tmp_path, story)


def test_any_number_of_queued_slots_is_cancelled_in_one_write_and_told_once(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(COPIES)
        commits, told = flow.commits(), len(flow.told)
        assert flow.flow.cancel_all([*range(2, COPIES + 1), 5, 999]) == COPIES - 1
        assert list(flow.queued) == [1]
        assert len(flow.told) == told + 1
        await flow.written()
        assert commits.count("COMMIT") == 1
        assert flow.states(1) == [SlotState.QUEUED]
        assert flow.states(COPIES) == [SlotState.QUEUED, SlotState.CANCELLED]

    run(tmp_path, story)


def test_the_queue_is_cleared_in_one_write(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        assert flow.flow.clear() == 0
        await flow.submit(COPIES)
        commits = flow.commits()
        assert flow.flow.clear() == COPIES
        assert flow.queued == ()
        await flow.written()
        assert commits.count("COMMIT") == 1
        assert flow.flow.clear() == 0

    run(tmp_path, story)
    with closing(open_reader(tmp_path / "data")) as reader:
        assert reader.open_slots() == []


def test_slots_that_miss_their_deadline_together_are_one_write(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(COPIES, due_at=150.0)
        flow.now = 151.0
        commits = flow.commits()
        flow.flow.drop_overdue()
        await flow.written()
        assert commits.count("COMMIT") == 1
        assert flow.states(COPIES)[-1] is SlotState.MISSED

    run(tmp_path, story)


def test_several_slots_are_moved_in_one_write_and_told_with_their_places(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(5)
        commits, told = flow.commits(), len(flow.told)
        flow.flow.move_all((5, 3), 0)
        assert flow.queued == (3, 5, 1, 2, 4)
        rows = [event for event in flow.told[told:] if isinstance(event, SlotChanged)]
        assert [(event.row.slot_id, event.position) for event in rows] == [(3, 0), (5, 1)]
        await flow.written()
        assert commits.count("COMMIT") == 1

    run(tmp_path, story)
    with closing(open_reader(tmp_path / "data")) as reader:
        assert [row.slot_id for row in reader.open_slots()] == [3, 5, 1, 2, 4]


def test_slots_are_placed_in_one_write(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(5)
        commits = flow.commits()
        flow.flow.place_all({5: 0, 4: 2})
        assert flow.queued == (5, 1, 4, 2, 3)
        await flow.written()
        assert commits.count("COMMIT") == 1

    run(tmp_path, story)


def test_pause_and_resume_are_told_and_keep_the_queue(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(1)
        flow.flow.pause()
        assert flow.told[-1] == QueueChanged((1,), (), True)
        flow.flow.resume()
        assert flow.told[-1] == QueueChanged((1,), (), False)

    run(tmp_path, story)


def test_an_end_of_a_slot_that_does_not_run_is_logged_and_dropped(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(1)
        flow.flow.take(SlotFinished(1, "{}", 1))
        assert "A late or second end of slot 1 was dropped" in str(flow.told[-1])
        assert flow.queued == (1,)

    run(tmp_path, story)


def test_without_a_past_the_time_left_is_not_known(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(1)
        assert flow.flow.time_left(1) is None

    run(tmp_path, story)


@pytest.mark.expects_log
def test_an_end_that_the_disk_refused_is_written_at_resume_and_told_then(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(3)
        await flow.disk(refuses=True)
        assert flow.flow.cancel_all((1,))
        flow.now = 120.0
        assert flow.flow.cancel_all((2,))
        await flow.written()
        assert flow.states(1) == [SlotState.QUEUED]
        await flow.disk(refuses=False)
        flow.now = 150.0
        flow.flow.resume()
        for _ in range(2):
            await flow.written()
        assert flow.states(1)[-1] is SlotState.CANCELLED
        assert flow.states(2)[-1] is SlotState.CANCELLED

    run(tmp_path, story)
    with closing(open_reader(tmp_path / "data")) as reader:
        assert [row.slot_id for row in reader.open_slots()] == [3]
        second = reader.row(2)
        assert second is not None
        assert second.ended_at == 120.0, "the moment of the decision stays"


@pytest.mark.expects_log
def test_a_refused_end_is_kept_at_once_so_that_it_outlives_a_kill(tmp_path: Path) -> None:
    async def story(flow: Flow) -> None:
        await flow.submit(2)
        await flow.disk(refuses=True)
        flow.flow.cancel_all((2,))
        for _ in range(2):
            await flow.written()
        ((_, end),) = KeptEnds(tmp_path / "data").load().values()
        assert (end.state, end.at) == (SlotState.CANCELLED, 100.0)
        await flow.disk(refuses=False)
        flow.flow.resume()
        for _ in range(3):
            await flow.written()
        assert KeptEnds(tmp_path / "data").load() == {}

    run(tmp_path, story)


@pytest.mark.expects_log
@pytest.mark.parametrize("room_before_closing", [True, False])
def test_a_slot_whose_end_was_refused_never_waits_again_after_a_restart(
    tmp_path: Path, room_before_closing: bool
) -> None:
    async def cancel_one(flow: Flow) -> None:
        await flow.submit(2)
        await flow.disk(refuses=True)
        flow.flow.cancel_all((1,))
        await flow.written()
        if room_before_closing:
            await flow.disk(refuses=False)

    async def next_console(flow: Flow) -> None:
        assert [row.slot_id for row in flow.store.left] == [2]
        flow.flow.take_in(flow.store.left)
        assert flow.queued == (2,)

    run(tmp_path, cancel_one)
    run(tmp_path, next_console)
    with closing(open_reader(tmp_path / "data")) as reader:
        first = reader.row(1)
    assert first is not None
    assert first.state is SlotState.CANCELLED
