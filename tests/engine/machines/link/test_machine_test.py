"""One question to a machine: its hello, or the fault on the way to it."""

from __future__ import annotations

from pathlib import Path

from tests.engine.places.watched import run
from tests.serve.agents import CONSOLE, Box, running
from vortex_gui.engine.machines.link.machine_test import ask_machine
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind


def test_a_machine_that_answers_tells_what_it_has(tmp_path: Path) -> None:
    async def story() -> None:
        answer = await ask_machine(Machine("box"), CONSOLE, box.dial)
        assert answer.fault is None
        plain = answer.plain()
        assert plain["hello"]["workers"][0]["profile"] == "mini"
        assert 0 < plain["seconds"] < 20

    with running(tmp_path / "box") as box:
        run(story)


def test_one_that_is_silent_leaves_something_to_do() -> None:
    async def story() -> None:
        answer = await ask_machine(Machine("ada@box"), CONSOLE, ["sleep", "600"], limit_s=0.2)
        assert answer.fault is not None
        assert answer.fault.sentence == "ada@box did not answer in 0.2 s."
        assert "see whether ssh ada@box gets through" in answer.fault.remedy

    run(story)


def test_one_that_does_not_tells_why(tmp_path: Path) -> None:
    async def story() -> None:
        answer = await ask_machine(Machine("box"), CONSOLE, Box(tmp_path / "box").dial)
        assert answer.hello is None
        assert answer.fault is not None
        assert answer.fault.kind is FaultKind.NO_AGENT
        assert answer.plain()["fault"]["kind"] == "no agent"

    run(story)
