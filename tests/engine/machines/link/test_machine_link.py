"""A link to a real agent: slots run there and land here, under losses, freezes and deaths on either side."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.engine.machines.link.test_link_child import SPEAK
from tests.engine.places.watched import run
from tests.serve.agents import WORKER, Box, Hearing, linked, running, slot
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind
from vortex_gui.wire.link.words import (
    HeldFolder,
    ProfileRefused,
    SlotRefused,
    UseProfile,
    WorkerDied,
    WorkerTold,
)
from vortex_gui.wire.protocol import CancelSlot, SlotFailed, SlotFinished, SlotStarted, SlotStopped


def dials(box: Box) -> list[psutil.Process]:
    """The processes that join our pipes to the box's agent."""
    ours = psutil.Process().children(recursive=True)
    return [child for child in ours if "--dial" in child.cmdline() and child.cmdline()[0] != "env"]


def test_a_slot_runs_there_and_its_folder_lands_here(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        assert [worker.name for worker in hearing.hellos[0].workers] == [WORKER]
        assert link.send(WORKER, slot("done"))
        await hearing.until(lambda: bool(hearing.ends))
        (end,) = hearing.ends
        assert isinstance(end, SlotFinished)
        link.fetch(5, 1, tmp_path / "out")
        await hearing.until(lambda: bool(hearing.landed))
        assert hearing.landed == [Landed(5, 1, tmp_path / "out" / "slot-000005")]
        assert {path.name for path in (tmp_path / "out").rglob("*.*")} >= {"slot.mp4", "report.json"}
        assert len(list((box.data / "serve" / "spool").rglob("slot-000005"))) == 1
        link.acknowledge(5, 1)
        link.send(WORKER, slot("done", slot_id=6))
        await hearing.until(lambda: len(hearing.ends) == 2)
        assert list((box.data / "serve" / "spool").rglob("slot-000005")) == []
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)
    assert not (tmp_path / "box" / "own").exists(), "the console's output folder and the box's own are unused"


def test_a_cut_link_is_resumed_and_the_slot_ends_once_under_its_own_attempt(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        link.send(WORKER, slot("slow"))
        await hearing.until(lambda: bool(hearing.of(SlotStarted)))
        (dial,) = dials(box)
        dial.kill()
        await hearing.until(lambda: MachineState.DOWN in hearing.states and len(hearing.hellos) == 2)
        link.send(WORKER, slot("slow"))  # asked for again, it is not begun again
        await hearing.until(lambda: bool(hearing.ends))
        link.fetch(5, 1, tmp_path / "out")
        await hearing.until(lambda: bool(hearing.landed))
        assert isinstance(hearing.landed[0], Landed)
        await link.stop()
        assert len(hearing.of(SlotStarted)) == 1
        assert len(hearing.ends) == 1
        assert hearing.hellos[0].boot == hearing.hellos[1].boot

    with running(tmp_path / "box") as box:
        run(story)


def test_what_ends_while_nobody_is_connected_is_told_and_held(tmp_path: Path) -> None:
    async def story() -> None:
        first, link = await linked(box)
        link.send(WORKER, slot("slow"))
        await first.until(lambda: bool(first.of(SlotStarted)))
        await link.stop()
        while not list((box.data / "serve" / "spool").rglob("slot-000005")):
            time.sleep(0.05)
        again = Hearing()
        link = again.link(box)
        link.start()
        await again.until(lambda: bool(again.ends))
        assert again.hellos[0].held == (HeldFolder(5, 1),)
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)


def test_a_finished_folder_outlives_its_agent(tmp_path: Path) -> None:
    async def before() -> None:
        hearing, link = await linked(box)
        link.send(WORKER, slot("done"))
        await hearing.until(lambda: bool(hearing.ends))
        link.send(WORKER, slot("hang", slot_id=6))
        await hearing.until(lambda: len(hearing.of(SlotStarted)) == 2)
        await link.stop()

    async def after() -> None:
        hearing = Hearing()
        link = hearing.link(box)
        link.start()
        await hearing.until(lambda: bool(hearing.hellos))
        assert hearing.hellos[0].held == (HeldFolder(5, 1),)
        link.fetch(5, 1, tmp_path / "out")
        link.fetch(6, 1, tmp_path / "out")
        await hearing.until(lambda: len(hearing.landed) == 2)
        kinds = {news.slot_id: type(news) for news in hearing.landed}
        assert kinds == {5: Landed, 6: LandingFailed}
        await link.stop()

    with running(tmp_path / "box") as box:
        run(before)
        box.stop(kill=True)
        box.start()
        run(after)


def test_an_agent_that_is_killed_and_comes_again_is_taken_up_again(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        link.send(WORKER, slot("hang"))
        await hearing.until(lambda: bool(hearing.of(SlotStarted)))
        box.stop(kill=True)
        await hearing.until(lambda: MachineState.DOWN in hearing.states)
        box.start()
        await hearing.until(lambda: len(hearing.hellos) == 2)
        assert hearing.hellos[0].boot != hearing.hellos[1].boot
        assert hearing.hellos[1].workers[0].slot_id is None
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)


def test_a_frozen_machine_is_told_within_five_seconds_and_welcomed_back(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        assert box.process is not None
        begun = time.monotonic()
        os.kill(box.process.pid, signal.SIGSTOP)
        try:
            await hearing.until(lambda: MachineState.UNREACHABLE in hearing.states)
            told_after = time.monotonic() - begun
        finally:
            os.kill(box.process.pid, signal.SIGCONT)
        await hearing.until(lambda: hearing.states[-1] is MachineState.CONNECTED)
        assert len(hearing.hellos) == 1
        assert hearing.states.count(MachineState.UNREACHABLE) == 1
        assert "ssh ada@box" in hearing.faults[0].remedy
        assert told_after < 8, "5 s, and what a busy machine of tests adds"
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)


def test_a_cancel_a_failure_and_a_death_end_their_slots_there(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        link.send(WORKER, slot("hang", slot_id=1))
        await hearing.until(lambda: len(hearing.of(SlotStarted)) == 1)
        link.send(WORKER, CancelSlot(1, 9))  # another attempt's
        link.send(WORKER, slot("done", slot_id=8))
        await hearing.until(lambda: bool(hearing.of(SlotRefused)))
        assert not hearing.ends
        link.send(WORKER, CancelSlot(1, 1))
        await hearing.until(lambda: bool(hearing.of(SlotStopped)))
        link.send(WORKER, slot("fail", slot_id=2))
        await hearing.until(lambda: bool(hearing.of(SlotFailed)))
        link.send(WORKER, slot("die", slot_id=3))
        await hearing.until(lambda: bool(hearing.of(WorkerDied)))
        (died,) = hearing.of(WorkerDied)
        assert isinstance(died, WorkerDied)
        assert (died.slot_id, died.attempt, died.blame) == (3, 1, True)
        await hearing.until(
            lambda: any(isinstance(told, WorkerTold) and told.state == "lost" for told in hearing.heard)
        )
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)
        assert [path for path in (box.data / "serve" / "spool").rglob("*") if path.is_file()] == []


def test_a_worker_that_dies_right_behind_its_last_rename_has_finished(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        link.send(WORKER, slot("publish-and-die"))
        await hearing.until(lambda: bool(hearing.ends))
        assert isinstance(hearing.ends[0], SlotFinished)
        link.fetch(5, 1, tmp_path / "out")
        await hearing.until(lambda: bool(hearing.landed))
        assert isinstance(hearing.landed[0], Landed)
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)


def test_a_worker_that_lies_about_its_folder_fails_the_slot(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        link.send(WORKER, slot("lie"))
        await hearing.until(lambda: bool(hearing.ends))
        link.fetch(5, 1, tmp_path / "out")
        await hearing.until(lambda: bool(hearing.landed))
        (failed,) = hearing.landed
        assert isinstance(failed, LandingFailed)
        assert failed.code == "output"
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)


def test_a_full_spool_refuses_the_next_slot_in_a_sentence(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        link.send(WORKER, slot("done"))
        await hearing.until(lambda: bool(hearing.ends))
        link.send(WORKER, slot("done", slot_id=6))
        await hearing.until(lambda: bool(hearing.of(SlotRefused)))
        (refused,) = hearing.of(SlotRefused)
        assert isinstance(refused, SlotRefused)
        assert refused.code == "spool"
        assert refused.sentence.startswith("The spool is full: finished slots hold")
        link.acknowledge(5, 1)
        link.send(WORKER, slot("done", slot_id=7))
        await hearing.until(lambda: len(hearing.ends) == 2)
        await link.stop()

    with running(tmp_path / "box", spool_gb=1e-9) as box:
        run(story)


def test_a_second_console_is_refused_and_comes_in_once_the_first_has_gone(tmp_path: Path) -> None:
    async def story() -> None:
        first, second = Hearing(), Hearing()
        link = first.link(box)
        link.start()
        await first.ready()
        other = second.link(box, console="d1" * 16)
        other.start()
        await second.until(lambda: bool(second.faults))
        assert second.faults[0].kind is FaultKind.REFUSED
        assert second.faults[0].sentence == "Another console is connected to this machine."
        assert second.hellos == []
        await link.stop()
        await second.until(lambda: bool(second.hellos))
        await other.stop()

    with running(tmp_path / "box") as box:
        run(story)


@pytest.mark.parametrize("name", ["../profile.yaml", "/etc/passwd", "stranger"])
def test_a_console_names_a_profile_and_no_file(name: str, tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        link.send("", UseProfile(name))
        await hearing.until(lambda: bool(hearing.of(ProfileRefused)))
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)


def test_another_profile_by_name_comes_with_a_fresh_worker(tmp_path: Path) -> None:
    async def story() -> None:
        hearing, link = await linked(box)
        (before,) = [child.pid for child in box.children()]
        link.send("", UseProfile("8gb"))
        await hearing.until(
            lambda: sum(type(message).__name__ == "WorkerReady" for message in hearing.heard) == 2
        )
        assert [child.pid for child in box.children()] != [before]
        await link.stop()

    with running(tmp_path / "box") as box:
        run(story)


def test_without_an_agent_the_fault_says_how_to_start_one(tmp_path: Path) -> None:
    async def story() -> None:
        hearing = Hearing()
        link = hearing.link(Box(tmp_path / "box"))
        link.start()
        await hearing.until(lambda: bool(hearing.faults))
        assert hearing.faults[0].kind is FaultKind.NO_AGENT
        assert "vortex-gui serve --install" in hearing.faults[0].remedy
        await link.stop()
        assert hearing.states[-1] is MachineState.DOWN

    run(story)


def test_without_ssh_the_fault_says_so() -> None:
    async def story() -> None:
        hearing = Hearing()
        link = MachineLink(Machine("ada@box"), hearing, console="c0" * 16, command=["no-such-ssh"])
        link.start()
        await hearing.until(lambda: bool(hearing.faults))
        assert hearing.faults[0].kind is FaultKind.NO_SSH
        await link.stop()

    run(story)


def test_an_agent_that_had_answered_was_there(tmp_path: Path) -> None:
    """However the command ends that carried its words."""
    hello = "Hello(2, 2, 'vortex-gui', 'box', 1.0, 'b', (), (), 0, 1)"
    script = SPEAK + f"from vortex_gui.wire.link.words import Hello; begin(); say({hello}); sys.exit(3)"

    async def story() -> None:
        hearing = Hearing()
        command = [sys.executable, "-c", script]
        link = MachineLink(Machine("ada@box"), hearing, console="c0" * 16, command=command)
        link.start()
        await hearing.until(lambda: bool(hearing.faults))
        await link.stop()
        assert hearing.faults[0].kind is FaultKind.BROKEN
        assert hearing.faults[0].sentence == "The link to ada@box ended."

    run(story)
