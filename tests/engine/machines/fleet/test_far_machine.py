"""What breaks between a console and its machines, one test for each row of the failure table."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.machines.fleet.consoles import Console
from tests.engine.machines.fleet.fleets import Fleet
from tests.engine.test_engine import LIMIT_S, recipe, run
from tests.serve.agents import Hearing, slot
from vortex_gui.engine.facts.events import Notice, WorkerLost, WorkerState
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.machines.fleet.far_machine import NO_ROOM_S
from vortex_gui.engine.machines.link.machine_link import UNREACHABLE_S
from vortex_gui.wire.protocol import SlotFinished, StageProgress

STRANGER = "d0" * 16


async def eventually(condition: Callable[[], bool]) -> None:
    """Of what no event tells."""
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await asyncio.sleep(0.02)


def test_a_box_that_dies_costs_the_slot_nothing_but_time(tmp_path: Path, gate: Path, impatient: None) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            async with fleet.desk() as desk:
                await desk.are_ready("one", "two")
                numbers = [row.slot_id for row in await desk.engine.submit(recipe("gate"), copies=3)]
                await desk.begins(numbers[1])
                name = (await desk.begins(numbers[0])).removesuffix("/local")
                fleet.boxes[name].stop(kill=True)
                await desk.until(lambda: desk.state_of(f"{name}/local") is WorkerState.UNREACHABLE)
                await desk.until(lambda: SlotState.QUEUED in desk.states(numbers[0])[1:])
                assert desk.queue.queued == (numbers[0], numbers[2]), "it goes to the front"
                gate.touch()
                row = await desk.reaches(numbers[0], SlotState.DONE)
                assert (row.attempts, row.deaths) == (2, 0)
                assert row.worker != f"{name}/local"
                assert not desk.of(WorkerLost)
                await desk.reaches(numbers[2], SlotState.DONE)

    run(story)


def test_a_link_that_drops_shortly_changes_nothing(tmp_path: Path, gate: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                number = await desk.begun_on("box", "gate")
                fleet.cut("box")
                await desk.until(lambda: desk.machine("box") is MachineState.DOWN)
                assert desk.state_of("box/local") is WorkerState.UNREACHABLE
                gate.touch()  # the end is told while nobody hears it
                row = await desk.reaches(number, SlotState.DONE)
                assert desk.made_by(number) == [(1, "box/local")]
                assert row.attempts == 1
                assert desk.machine("box") is MachineState.CONNECTED
                await desk.are_ready("box")
                after = await desk.submit("done")
                await desk.reaches(after, SlotState.DONE)

    run(story)


def test_a_slot_that_goes_on_over_a_dropped_link_is_heard_again(tmp_path: Path, gate: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                number = await desk.begun_on("box", "gate")
                fleet.cut("box")
                await desk.until(lambda: desk.machine("box") is MachineState.DOWN)
                await desk.until(lambda: desk.state_of("box/local") is WorkerState.BUSY)
                gate.touch()
                await desk.reaches(number, SlotState.DONE)
                assert desk.made_by(number) == [(1, "box/local")]
                assert desk.from_worker("box/local", StageProgress)

    run(story)


def test_a_link_that_returns_late_finds_the_slot_elsewhere(
    tmp_path: Path, gate: Path, impatient: None
) -> None:
    """It is called off there while it runs; one that had finished meanwhile is dropped."""

    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            async with fleet.desk(known=("one",)) as desk:
                await desk.are_ready("one")
                first = await desk.submit("gate")
                await desk.begins(first)
                fleet.cut("one", for_good=True)
                await desk.until(lambda: SlotState.QUEUED in desk.states(first)[1:])
                fleet.mend("one")  # it runs there still, and begins there again under another attempt
                await desk.until(lambda: bool(desk.lines("late or second end")))
                await desk.until(lambda: len(desk.made_by(first)) == 2)
                await desk.engine.machines.add("two")
                await desk.are_ready("two")
                fleet.cut("one", for_good=True)
                await desk.until(lambda: len(desk.made_by(first)) == 3)
                gate.touch()
                row = await desk.reaches(first, SlotState.DONE)
                assert row.worker == "two/local"
                await eventually(lambda: fleet.spooled("one") != [])
                fleet.mend("one")
                await desk.are_ready("one")
                await desk.until(lambda: len(desk.lines("late or second end")) == 2)
                after = await desk.submit("done")
                await desk.reaches(after, SlotState.DONE)
            assert fleet.spooled("one") == []

    run(story)


def test_a_frozen_box_is_told_and_its_slot_goes_on_when_it_wakes(tmp_path: Path, gate: Path) -> None:
    assert UNREACHABLE_S <= 4

    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                number = await desk.begun_on("box", "gate")
                fleet.freeze("box")
                await desk.until(lambda: desk.machine("box") is MachineState.UNREACHABLE)
                assert desk.state_of("box/local") is WorkerState.UNREACHABLE
                assert any("has not answered" in notice.text for notice in desk.of(Notice))
                fleet.wake("box")
                await desk.until(lambda: desk.state_of("box/local") is WorkerState.BUSY)
                gate.touch()
                await desk.reaches(number, SlotState.DONE)
                assert desk.made_by(number) == [(1, "box/local")]

    run(story)


def test_a_folder_that_is_lost_on_its_way_is_fetched_again(tmp_path: Path, large: bytes) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            fleet.bad["box"] = ["cut", str(tmp_path / "was-cut"), "2000000"]
            async with fleet.desk() as desk:
                await desk.are_ready("box")
                number = await desk.submit("done")
                row = await desk.reaches(number, SlotState.DONE)
                assert (tmp_path / "was-cut").exists()
                assert row.video.read_bytes() == large
                assert desk.made_by(number) == [(1, "box/local")]
                assert list((tmp_path / "out").glob(".*slot*")) == []

    run(story)


def test_a_folder_that_is_lost_for_good_is_made_again(tmp_path: Path, large: bytes, impatient: None) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            fleet.bad["one"] = ["cut", str(tmp_path / "was-cut"), "2000000"]
            async with fleet.desk(known=("one",)) as desk:
                await desk.are_ready("one")
                number = await desk.submit("done")
                await eventually((tmp_path / "was-cut").exists)
                fleet.cut("one", for_good=True)
                await desk.engine.machines.add("two")
                row = await desk.reaches(number, SlotState.DONE)
                assert (row.worker, row.attempts, row.deaths) == ("two/local", 2, 0)
                assert row.video.read_bytes() == large
                assert list((tmp_path / "out").glob(".*slot*")) == []
                fleet.mend("one")
                await desk.are_ready("one")
                await eventually(lambda: fleet.spooled("one") == [])

    run(story)


@pytest.mark.expects_log
@pytest.mark.parametrize(
    ("flips", "state"), [(("2000000",), SlotState.DONE), (("2000000", "8000000"), SlotState.FAILED)]
)
def test_a_damaged_folder_is_fetched_once_more(
    tmp_path: Path, large: bytes, flips: tuple[str, ...], state: SlotState
) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            fleet.bad["box"] = ["flip", *flips]
            async with fleet.desk() as desk:
                await desk.are_ready("box")
                number = await desk.submit("done")
                row = await desk.reaches(number, state)
                assert row.attempts == 1
                if state is SlotState.FAILED:
                    assert row.error_code == "output"
                    assert "arrived damaged" in row.error
                    assert not row.folder.exists()
                await desk.are_ready("box")
                after = await desk.submit("done")
                await desk.reaches(after, SlotState.DONE)
            assert fleet.spooled("box") == []

    run(story)


async def fill(fleet: Fleet) -> None:
    """A slot of another console that nobody fetches."""
    hearing = Hearing()
    link = hearing.link(fleet.boxes["one"], console=STRANGER)
    link.start()
    await hearing.ready()
    link.send("local", slot("done"))
    await hearing.until(lambda: any(isinstance(end, SlotFinished) for end in hearing.ends))
    await link.stop()


def test_a_full_spool_pauses_its_machine_alone(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two", spool_gb=1e-9) as fleet:
            await fill(fleet)
            async with fleet.desk(known=("one",)) as desk:
                await desk.are_ready("one")
                first = await desk.submit("done")
                await desk.until(lambda: desk.state_of("one/local") is WorkerState.STOPPED)
                assert any("one: The spool is full" in notice.text for notice in desk.of(Notice))
                assert desk.states(first)[-1] is SlotState.QUEUED
                assert NO_ROOM_S > 1
                await desk.engine.machines.add("two")
                row = await desk.reaches(first, SlotState.DONE)
                assert row.worker == "two/local"

    run(story)


def test_a_machine_without_room_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vortex_gui.engine.machines.fleet.far_machine.NO_ROOM_S", 0.1)

    async def story() -> None:
        with Fleet(tmp_path, "one", spool_gb=1e-9) as fleet:
            await fill(fleet)
            async with fleet.desk(known=("one",)) as desk:
                await desk.are_ready("one")
                await desk.submit("done")
                await desk.until(lambda: len([told for told in desk.of(Notice) if "full" in told.text]) > 2)

    run(story)


def test_a_console_that_sleeps_finds_its_slot_finished_and_none_begun(tmp_path: Path, gate: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet, Console(fleet, "gate", slots=3) as console:
            console.until(1, SlotState.RUNNING)
            await eventually(lambda: fleet.has_begun("box", "000001-1"))
            os.kill(console.process.pid, signal.SIGSTOP)
            gate.touch()
            await eventually(lambda: fleet.spooled("box") == ["slot-000001"])
            assert not fleet.has_begun("box", "000002-1")
            os.kill(console.process.pid, signal.SIGCONT)
            for number in (1, 2, 3):
                console.until(number, SlotState.DONE)
            assert {line["attempts"] for line in console.lines if line["kind"] == "slot"} <= {0, 1}
            console.close()

    run(story)


@pytest.mark.parametrize("is_over", [True, False], ids=["finished", "still running"])
def test_a_console_that_dies_leaves_its_slot_to_the_next_one(
    tmp_path: Path, gate: Path, is_over: bool
) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet, Console(fleet, "gate", slots=1) as console:
            console.until(1, SlotState.RUNNING)
            await eventually(lambda: fleet.has_begun("box", "000001-1"))
            console.kill()
            if is_over:
                gate.touch()
                await eventually(lambda: fleet.spooled("box") == ["slot-000001"])
            async with fleet.desk() as desk:
                await desk.until(lambda: bool(desk.states(1)))
                assert desk.states(1) == [SlotState.RUNNING]
                after = await desk.submit("done")
                await desk.until(lambda: desk.machine("box") is MachineState.CONNECTED)
                gate.touch()
                row = await desk.reaches(1, SlotState.DONE)
                assert desk.states(1) == [SlotState.RUNNING, SlotState.DONE]
                assert (row.attempts, row.worker) == (1, "box/local")
                await desk.reaches(after, SlotState.DONE)
            assert fleet.spooled("box") == []

    run(story)


def test_a_slot_that_its_machine_does_not_have_any_more_is_made_again(tmp_path: Path, gate: Path) -> None:
    """Its agent ended while nobody was there, or the order never arrived."""

    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet, Console(fleet, "gate", slots=1) as console:
            console.until(1, SlotState.RUNNING)
            console.kill()
            fleet.boxes["box"].stop(kill=True)
            fleet.boxes["box"].start()
            gate.touch()
            async with fleet.desk() as desk:
                row = await desk.reaches(1, SlotState.DONE)
                assert (row.attempts, row.deaths) == (2, 0)
                assert desk.lines("does not have it any more")

    run(story)


def test_a_worker_that_dies_there_is_blamed_on_its_slot(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            async with fleet.desk() as desk:
                await desk.are_ready("one", "two")
                number = await desk.submit("die-once")
                row = await desk.reaches(number, SlotState.DONE)
                assert (row.attempts, row.deaths) == (2, 1)
                (_, first), (_, second) = desk.made_by(number)
                assert first != second
                (lost,) = desk.of(WorkerLost)
                assert (lost.worker, lost.slot_id) == (first, number)
                assert "SIGKILL" in str(lost.outcome)
                await desk.are_ready("one", "two")

    run(story)


def test_a_cancel_reaches_a_machine_once_it_is_back(tmp_path: Path, gate: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                await desk.are_ready("box")
                number, after = await desk.submit("gate"), await desk.submit("done")
                await desk.begins(number)
                fleet.cut("box")
                await desk.until(lambda: desk.machine("box") is MachineState.DOWN)
                assert desk.engine.cancel(number)
                await desk.reaches(number, SlotState.CANCELLED)
                await desk.reaches(after, SlotState.DONE)

    run(story)
