"""A machine's own doctor, asked once over a link of its own."""

from __future__ import annotations

from pathlib import Path

from tests.engine.places.watched import run
from tests.serve.agents import CONSOLE, Box, running
from vortex_gui.base.doctor_report import DoctorReport
from vortex_gui.engine.machines.link.machine_doctor import examine_machine
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault


def test_the_machine_is_checked_with_its_own_settings(tmp_path: Path) -> None:
    async def story() -> None:
        refused = await examine_machine(Machine("box"), "../mini", CONSOLE, box.dial)
        assert isinstance(refused, LinkFault)
        assert refused.sentence.startswith("profile '../mini' is not known there; it has mini,")
        report = await examine_machine(Machine("box"), "", CONSOLE, box.dial)
        assert isinstance(report, DoctorReport)
        found = {check.name: check.found for check in report.checks}
        assert report.profile == "mini"
        assert found["data folder"].startswith(str(box.data))
        assert found["agent"] == "consoles on other machines can use this one, through your ssh"

    with running(tmp_path / "box") as box:
        run(story)


def test_one_that_cannot_be_reached_tells_why(tmp_path: Path) -> None:
    async def story() -> None:
        fault = await examine_machine(Machine("box"), "", CONSOLE, Box(tmp_path / "box").dial)
        assert isinstance(fault, LinkFault)
        assert fault.kind is FaultKind.NO_AGENT

    run(story)
