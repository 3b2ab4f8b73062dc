"""What a machine has, in sentences."""

from __future__ import annotations

from dataclasses import replace

from vortex_gui.engine.machines.link.hello_words import hello_lines, other_profile
from vortex_gui.engine.machines.link.machine_test import MachineAnswer
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault
from vortex_gui.wire.link.words import Hello, WorkerFact

WORKER = WorkerFact("local", "cpu", "rtx3060", "lost", "A checkpoint is missing.")


def test_a_hello_is_told_with_each_worker_and_the_spool() -> None:
    hello = Hello(1, 1, "vortex-gui 0.3.0", "box", 1.0, "boot", (WORKER,), (), 0, 10**9)
    assert list(hello_lines("ada@box", MachineAnswer(hello, None, 1.26))) == [
        "ada@box answers in 1.3 s: box, vortex-gui 0.3.0.",
        "Worker local with profile rtx3060: A checkpoint is missing.",
        "Its spool holds 0 B of 1.00 GB.",
    ]


def test_a_machine_gets_slots_as_soon_as_one_of_its_workers_has_the_profile() -> None:
    def hello(*workers: WorkerFact) -> Hello:
        return Hello(1, 1, "vortex-gui 0.3.0", "box", 1.0, "boot", workers, (), 0, 10**9)

    notice = other_profile("ada@box", hello(WORKER, WORKER), "mini")
    assert notice is not None
    told = "ada@box has loaded the profile rtx3060, but the queue's slots want mini: it gets none."
    assert (notice.text, notice.key) == (told, "ada@box-profile")
    assert other_profile("ada@box", hello(WORKER, replace(WORKER, profile="mini")), "mini") is None
    assert other_profile("ada@box", hello(), "mini") is None


def test_a_fault_has_no_such_lines() -> None:
    fault = LinkFault(FaultKind.UNREACHABLE, "It cannot be reached.", "Wait.")
    assert list(hello_lines("ada@box", MachineAnswer(None, fault, 1.0))) == []
