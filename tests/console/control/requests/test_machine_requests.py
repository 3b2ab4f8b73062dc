"""Adding a machine shows its host key once, accepts it only by hand, and says what is missing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.console.asking import until
from vortex_gui.base.doctor_report import DoctorReport
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.requests.machine_requests import MachineRequests
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.machines import MachineTrial, TrialPhase
from vortex_gui.engine.facts.machines import MachineFact, MachineState
from vortex_gui.engine.machines.fleet.idle_fleet import FleetError, IdleFleet
from vortex_gui.engine.machines.link.doctor_calls import DoctorAnswer
from vortex_gui.engine.machines.link.machine_test import MachineAnswer
from vortex_gui.engine.machines.machine import PROGRAM
from vortex_gui.engine.machines.ssh.host_key import HostKey
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault
from vortex_gui.wire.link.words import Hello

BOX = "ada@box"
REPORT = DoctorReport("mini", ())
KEY = HostKey("ssh-ed25519", "SHA256:abc", ("box ssh-ed25519 AAAA",))
HELLO = Hello(1, 1, "vortex-gui 0.3.0", "box", 1.0, "boot", (), (), 0, 10**9)


class Fleet(IdleFleet):
    """Gives the answers it was made with, and writes down what was asked."""

    def __init__(self, *faults: FaultKind | None) -> None:
        self.faults = list(faults)
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.adding = asyncio.Event()
        self.adding.set()

    async def test(self, address: str, program: str = PROGRAM) -> MachineAnswer:
        self.asked.append(f"test {address} {program}")
        await self.gate.wait()
        kind = self.faults.pop(0)
        fault = LinkFault(kind, f"It is {kind}.", "") if kind else None
        return MachineAnswer(None if fault else HELLO, fault, 0.1)

    async def add(self, address: str, program: str = PROGRAM) -> MachineFact:
        self.asked.append(f"add {address} {program}")
        await self.adding.wait()
        return MachineFact(address, program, MachineState.CONNECTING, 0.0)

    async def examine(self, address: str, profile: str) -> DoctorAnswer:
        self.asked.append(f"examine {address} {profile}")
        await self.gate.wait()
        return REPORT

    async def offered_key(self, address: str) -> HostKey | None:
        return KEY

    async def accept_key(self, address: str, key: HostKey) -> Path:
        self.asked.append(f"accept {address} {key.fingerprint}")
        return Path("known_hosts")

    async def remove(self, address: str) -> None:
        raise FleetError("The list cannot be written.")


class Desk:
    """Requests over a fleet, and all that came of them."""

    def __init__(self, state: ConsoleState, *faults: FaultKind | None) -> None:
        self.fleet = Fleet(*faults)
        self.failed: list[str] = []
        self.did: list[str] = []
        self.trial: MachineTrial = state.machines.trial
        self.tasks = Tasks(lambda name, error: self.failed.append(f"{name}: {error}"))
        self.requests = MachineRequests(
            state.machines, self.tasks, lambda: self.fleet, lambda text, slot_id=None: self.did.append(text)
        )

    async def reaches(self, phase: TrialPhase) -> None:
        await until(lambda: self.trial.phase is phase, phase)


async def test_a_machine_is_added_once_it_has_answered(qloop: object, state: ConsoleState) -> None:
    desk = Desk(state, None)
    desk.requests.add(BOX, "/opt/vortex-gui")
    await desk.reaches(TrialPhase.ADDED)
    assert desk.fleet.asked == [f"test {BOX} /opt/vortex-gui", f"add {BOX} /opt/vortex-gui"]
    assert desk.did == ["Added the machine ada@box."]


async def test_a_machine_that_is_added_late_says_nothing_of_the_next_one(
    qloop: object, state: ConsoleState
) -> None:
    desk = Desk(state, None, FaultKind.NO_AGENT)
    desk.fleet.adding.clear()
    desk.requests.add(BOX, PROGRAM)
    await until(lambda: len(desk.fleet.asked) == 2, "it is being added")
    desk.requests.test("other", PROGRAM)
    await desk.reaches(TrialPhase.TOLD)
    desk.fleet.adding.set()
    await until(lambda: bool(desk.did), "it is added")
    assert desk.did == ["Added the machine ada@box."]
    assert (desk.trial.phase, desk.trial.address) == (TrialPhase.TOLD, "other")


async def test_an_unknown_host_key_waits_for_the_operator(qloop: object, state: ConsoleState) -> None:
    desk = Desk(state, FaultKind.KEY_UNKNOWN, None)
    desk.requests.add(BOX, PROGRAM)
    await desk.reaches(TrialPhase.KEY)
    assert desk.trial.key == KEY
    assert desk.fleet.asked == [f"test {BOX} {PROGRAM}"]
    desk.requests.accept_key()
    await desk.reaches(TrialPhase.ADDED)
    assert desk.fleet.asked[1:] == [
        f"accept {BOX} SHA256:abc",
        f"test {BOX} {PROGRAM}",
        f"add {BOX} {PROGRAM}",
    ]


async def test_a_changed_host_key_is_never_offered_and_the_machine_not_added(
    qloop: object, state: ConsoleState
) -> None:
    desk = Desk(state, FaultKind.KEY_CHANGED)
    desk.requests.add(BOX, PROGRAM)
    await desk.reaches(TrialPhase.TOLD)
    desk.requests.accept_key()
    assert (desk.trial.key, desk.tasks.names) == (None, ())
    assert desk.fleet.asked == [f"test {BOX} {PROGRAM}"]


async def test_a_machine_that_lacks_something_is_added_and_told(qloop: object, state: ConsoleState) -> None:
    desk = Desk(state, FaultKind.NO_AGENT)
    desk.requests.add(BOX, PROGRAM)
    await desk.reaches(TrialPhase.ADDED)
    assert desk.trial.answer is not None
    assert desk.trial.answer.fault is not None


async def test_a_test_adds_nothing(qloop: object, state: ConsoleState) -> None:
    desk = Desk(state, None)
    desk.requests.test(BOX, PROGRAM)
    await desk.reaches(TrialPhase.TOLD)
    assert desk.fleet.asked == [f"test {BOX} {PROGRAM}"]


async def test_an_answer_that_nobody_wants_any_more_adds_nothing(qloop: object, state: ConsoleState) -> None:
    desk = Desk(state, None)
    desk.fleet.gate.clear()
    desk.requests.add(BOX, PROGRAM)
    await until(lambda: desk.fleet.asked, "the question")
    desk.requests.leave_trial()
    desk.fleet.gate.set()
    await until(lambda: not desk.tasks.names, "the end of the question")
    assert (desk.trial.phase, desk.fleet.asked) == (TrialPhase.IDLE, [f"test {BOX} {PROGRAM}"])


async def test_what_cannot_be_asked_is_told_in_a_sentence(qloop: object, state: ConsoleState) -> None:
    desk = Desk(state)
    trial, tasks = desk.trial, desk.tasks
    MachineRequests(state.machines, tasks, IdleFleet, lambda text, slot_id=None: None).test(BOX, PROGRAM)
    await desk.reaches(TrialPhase.TOLD)
    assert trial.fault == "This console connects to no machine."
    desk.requests.remove(BOX)
    await until(lambda: desk.failed, "the refusal")
    assert desk.failed == [f"machines {BOX}: The list cannot be written."]


async def test_a_check_brings_its_findings_and_one_that_is_left_brings_none(
    qloop: object, state: ConsoleState
) -> None:
    desk, check = Desk(state), state.machines.check
    desk.requests.check(BOX, "mini")
    await until(lambda: check.answer, "the findings")
    assert (check.address, check.since, check.answer, check.fault) == (BOX, None, REPORT, "")
    desk.fleet.gate.clear()
    desk.requests.check(BOX, "mini")
    assert check.answer is None
    await until(lambda: len(desk.fleet.asked) == 2, "the question")
    desk.requests.leave_check()
    desk.fleet.gate.set()
    await until(lambda: not desk.tasks.names, "the end of the question")
    assert (check.since, check.answer) == (None, None)


async def test_a_check_that_cannot_be_is_told_in_a_sentence(qloop: object, state: ConsoleState) -> None:
    desk = Desk(state)
    requests = MachineRequests(state.machines, desk.tasks, IdleFleet, lambda text, slot_id=None: None)
    requests.check(BOX, "")
    await until(lambda: state.machines.check.fault, "the sentence")
    assert state.machines.check.fault == "This console connects to no machine."
