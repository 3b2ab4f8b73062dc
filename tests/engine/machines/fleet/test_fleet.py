"""The queue over workers of other machines: real agents with scripted workers, reached through pipes."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from tests.engine.machines.fleet.fleets import Fleet
from tests.engine.test_engine import LIMIT_S, recipe, run
from vortex_gui.base.errors import InputError
from vortex_gui.base.recipe.recipe import VisualTrack
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.engine.facts.events import MachineRemoved, Notice, WorkerState, WorkerStateChanged
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.machines.fleet import fleet as fleet_module
from vortex_gui.engine.machines.fleet.fleet import load_fleet
from vortex_gui.engine.machines.landing.landing import Landing
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import FILE_NAME, load_machines, save_machines
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault
from vortex_gui.wire.protocol import CacheCleared, SlotEnded, SlotFinished, StageProgress, WorkerReady


def brought(folder: Path) -> VisualTrack:
    return VisualTrack(prompt="slow please", actor=ActorSource(path=str(folder / "picture.png")))


def test_slots_are_made_there_and_land_here(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                await desk.are_ready("box")
                number = await desk.submit("done")
                row = await desk.reaches(number, SlotState.DONE)
                assert row.video.read_bytes() == b"a clip"
                assert row.worker == "box/local"
                assert row.scores is not None
                assert desk.places == ("local", "box/local")
                assert desk.machine("box") is MachineState.CONNECTED
                for kind in (WorkerReady, StageProgress, SlotFinished):
                    assert desk.from_worker("box/local", kind)
                await desk.are_ready("box")
            assert fleet.spooled("box") == [], "the machine deleted its own"

    run(story)


def test_workers_here_and_there_take_from_one_queue(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            async with fleet.desk(worker="scripted_worker") as desk:
                await desk.are_ready("one", "two")
                await desk.until(lambda: desk.state_of("local") is WorkerState.READY)
                numbers = [row.slot_id for row in await desk.engine.submit(recipe("slow"), copies=9)]
                for number in numbers:
                    assert (await desk.reaches(number, SlotState.DONE)).attempts == 1
                assert {desk.made_by(number)[0][1] for number in numbers} == {
                    "local",
                    "one/local",
                    "two/local",
                }
                ends = [event.slot_id for event in desk.of(object) if isinstance(event, SlotEnded)]
                assert sorted(ends) == numbers, "each is told once"

    run(story)


def test_machines_come_and_go_while_the_queue_runs(tmp_path: Path, gate: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            async with fleet.desk(known=()) as desk:
                assert not desk.engine.machines.known
                number = await desk.submit("gate")
                added = await desk.engine.machines.add("one")
                assert added.state is MachineState.CONNECTING
                assert await desk.begins(number) == "one/local"
                assert load_machines(tmp_path / "data") == [Machine("one")]
                assert desk.places == ("local", "one/local")
                answer = await desk.engine.machines.test("one")
                assert answer.hello is not None
                assert [worker.state for worker in answer.hello.workers] == ["busy"]
                with pytest.raises(InputError):
                    await desk.engine.machines.add("-oProxyCommand=x")
                await desk.engine.machines.add("two")
                await desk.are_ready("two")
                await desk.engine.machines.remove("one")
                await desk.until(lambda: [event.address for event in desk.of(MachineRemoved)] == ["one"])
                await desk.until(lambda: len(desk.made_by(number)) == 2)
                assert desk.places == ("local", "two/local")
                gate.touch()
                row = await desk.reaches(number, SlotState.DONE)
                assert (row.worker, row.deaths) == ("two/local", 0)
                assert [fact.address for fact in desk.engine.machines.known] == ["two"]

    run(story)


def links() -> int:
    """How many links live."""
    return sum(task.get_name() == "machine-link" for task in asyncio.all_tasks())


def test_no_link_is_left_when_a_machine_comes_or_goes_at_the_end(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            async with fleet.desk() as desk:
                machines = desk.engine.machines
                assert isinstance(machines, fleet_module.Fleet)
                await desk.are_ready("one", "two")
                going = asyncio.create_task(machines.remove("one"))
                async with asyncio.timeout(LIMIT_S):
                    while len(machines.known) > 1:
                        await asyncio.sleep(0)
                going.cancel()
                ending = asyncio.create_task(machines.stop())
                await asyncio.sleep(0)
                await machines.add("one")
                await machines.remove("two")
                assert ending.done()
                assert links() == 0
                assert load_machines(tmp_path / "data") == [Machine("one")], "for the next console"

    run(story)


def test_a_slot_runs_on_over_the_end_of_its_console(tmp_path: Path, gate: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                number = await desk.begun_on("box", "gate")
            async with fleet.desk() as desk:
                await desk.until(lambda: desk.state_of("box/local") is WorkerState.BUSY)
                gate.touch()
                row = await desk.reaches(number, SlotState.DONE)
                assert desk.states(number) == [SlotState.RUNNING, SlotState.DONE]
                assert row.attempts == 1

    run(story)


def test_what_the_command_changes_reaches_an_open_console(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one") as fleet:
            async with fleet.desk(known=()) as desk:
                machines = desk.engine.machines
                assert isinstance(machines, fleet_module.Fleet)
                save_machines(tmp_path / "data", [Machine("one")])
                await machines.look()
                await desk.are_ready("one")
                save_machines(tmp_path / "data", [])
                await machines.look()
                assert machines.known == ()
                await desk.until(lambda: bool(desk.of(MachineRemoved)))

    run(story)


def test_orders_to_one_worker_reach_that_one(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            async with fleet.desk() as desk:
                await desk.are_ready("one", "two")
                assert desk.engine.clear_cache("two/local")
                await desk.until(lambda: bool(desk.from_worker("two/local", CacheCleared)))
                assert not desk.from_worker("one/local", CacheCleared)
                desk.engine.restart_worker("one/local")
                await desk.until(lambda: desk.state_of("one/local") is not WorkerState.READY)
                await desk.are_ready("one")
                assert len(desk.from_worker("two/local", WorkerReady)) == 1

    run(story)


def test_slots_with_files_of_this_machine_stay_here(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk(worker="scripted_worker") as desk:
                await desk.are_ready("box")
                await desk.until(lambda: desk.state_of("local") is WorkerState.READY)
                own = recipe("slow").model_copy(update={"visual_track": brought(tmp_path)})
                numbers = [row.slot_id for row in await desk.engine.submit(own, copies=3)]
                for number in numbers:
                    assert (await desk.reaches(number, SlotState.DONE)).worker == "local"

    run(story)


def test_it_is_told_when_nobody_here_can_make_a_slot_with_files_of_this_machine(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk(worker="load_fails") as desk:
                await desk.are_ready("box")
                await desk.until(lambda: desk.state_of("local") is WorkerState.STOPPED)
                own = recipe("slow").model_copy(update={"visual_track": brought(tmp_path)})
                (row,) = await desk.engine.submit(own)
                await desk.until(lambda: any("brings files" in notice.text for notice in desk.of(Notice)))
                other = await desk.submit("done")
                await desk.reaches(other, SlotState.DONE)
                assert desk.states(row.slot_id) == [SlotState.QUEUED]

    run(story)


def test_a_machine_with_several_workers_makes_as_many_slots_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(
            tmp_path, "box", pipeline="{workers: [{device: cpu, threads: 1}, {device: cpu}]}"
        ) as fleet:
            async with fleet.desk() as desk:
                names = ("box/local-1", "box/local-2")
                await desk.until(lambda: all(desk.state_of(name) is WorkerState.READY for name in names))
                assert desk.places == ("local", *names)
                numbers = [row.slot_id for row in await desk.engine.submit(recipe("hang"), copies=2)]
                assert {await desk.begins(number) for number in numbers} == set(names)
                for number in numbers:
                    desk.engine.cancel(number)
                    await desk.reaches(number, SlotState.CANCELLED)
            assert fleet.spooled("box") == []

    run(story)


def test_a_profile_that_a_machine_does_not_have_leaves_something_to_do(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                await desk.until(lambda: desk.state_of("box/local") is WorkerState.READY)
                assert desk.engine.machines.use_profile("box", "stranger")
                await desk.until(lambda: any("'stranger'" in notice.text for notice in desk.of(Notice)))
                (notice,) = [notice for notice in desk.of(Notice) if "'stranger'" in notice.text]
                assert notice.remedy.startswith("Choose a profile that both machines have")

    run(story)


def test_a_console_without_workers_of_its_own_uses_those_of_machines_alone(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk(known=(), workers=0) as desk:
                await desk.until(lambda: desk.state_of("local") is WorkerState.STOPPED)
                (notice,) = desk.of(Notice)
                assert notice.text == (
                    "No slot can begin: pipeline.workers is 0, and no other machine was added."
                )
                number = await desk.submit("done")
                await desk.reaches(number, SlotState.QUEUED)
                await desk.engine.machines.add("box")
                row = await desk.reaches(number, SlotState.DONE)
                assert (row.worker, desk.places) == ("box/local", ("box/local",))
                await desk.engine.machines.remove("box")
                await desk.until(lambda: [e.key for e in desk.of(Notice)].count("machines-none") == 2)
                assert desk.places == ("local",)
                told = [event for event in desk.of(WorkerStateChanged) if event.worker == "local"]
                assert [event.state for event in told[-2:]] == [WorkerState.STOPPED] * 2

    run(story)


def test_a_machine_with_another_profile_gets_no_slot_and_is_told(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "one", "two") as fleet:
            fleet.boxes["two"].stop()
            settings = fleet.boxes["two"].settings
            settings.write_text(settings.read_text().replace("pipeline: {}", "pipeline: {profile: rtx3060}"))
            fleet.boxes["two"].start()
            async with fleet.desk() as desk:
                await desk.are_ready("one", "two")
                numbers = [row.slot_id for row in await desk.engine.submit(recipe("slow"), copies=3)]
                for number in numbers:
                    assert (await desk.reaches(number, SlotState.DONE)).worker == "one/local"
                assert any("two has loaded the profile rtx3060" in notice.text for notice in desk.of(Notice))

    run(story)


def test_a_machine_that_is_removed_while_a_folder_goes_into_place_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slot would be made again beside its own folder, which nothing replaces."""
    publishing, go, publish = threading.Event(), threading.Event(), Landing.publish

    def slowly(landing: Landing) -> Path:
        publishing.set()
        assert go.wait(LIMIT_S)
        return publish(landing)

    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                await desk.are_ready("box")
                number = await desk.submit("done")
                assert await asyncio.to_thread(publishing.wait, LIMIT_S)
                removing = asyncio.ensure_future(desk.engine.machines.remove("box"))
                while desk.engine.machines.known:
                    await asyncio.sleep(0.01)
                go.set()
                row = await desk.reaches(number, SlotState.DONE)
                assert (row.attempts, desk.made_by(number)) == (1, [(1, "box/local")])
                assert row.video.read_bytes() == b"a clip"
                await removing
                assert desk.places == ("local",)

    monkeypatch.setattr(Landing, "publish", slowly)
    run(story)


def test_the_doctor_of_a_machine_is_asked_over_its_link_or_by_one_of_its_own(tmp_path: Path) -> None:
    async def story() -> None:
        async with fleet.desk() as desk:
            await desk.are_ready("box")
            over_its_link = await desk.engine.machines.examine("box", "../mini")
            fleet.cut("box", for_good=True)
            await desk.until(lambda: desk.machine("box") is MachineState.DOWN)
            away = await desk.engine.machines.examine("box", "")
            assert isinstance(over_its_link, LinkFault)
            assert over_its_link.sentence.startswith("profile '../mini' is not known there")
            assert isinstance(away, LinkFault)
            assert away.kind is FaultKind.NO_AGENT
            fleet.mend("box")

    with Fleet(tmp_path, "box") as fleet:
        run(story)


def test_a_damaged_list_is_told_and_names_no_machine(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{")
    known = load_fleet(tmp_path)
    assert known.machines == ()
    assert "is damaged" in known.fault
