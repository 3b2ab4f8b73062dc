"""The command `doctor --machine`, in a process of its own, against a real ssh server where there is one."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

import pytest

from tests.commands.test_machines import run
from tests.serve.agents import running
from tests.serve.ssh_server import needs_sshd, serving
from vortex_gui.base.doctor_report import Check, DoctorReport, State
from vortex_gui.base.errors import InputError
from vortex_gui.commands.doctor import there
from vortex_gui.commands.doctor.there import doctor_there
from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault


def asked(**more: object) -> Namespace:
    words = {"machine": "ada@box", "profile": None, "hash_all": False, "json": False}
    return Namespace(**{**words, **more})


def test_what_another_machine_cannot_be_asked_is_refused() -> None:
    for arguments, told in (
        (asked(profile="own.yaml"), "--profile: another machine takes a profile by its name, never a file."),
        (asked(hash_all=True), "--hash-all does nothing with --machine."),
        (asked(machine="-oProxyCommand=x"), "names no machine"),
    ):
        with pytest.raises(InputError, match=r".*") as refused:
            doctor_there(arguments)
        assert told in str(refused.value)


def test_without_ssh_it_says_so() -> None:
    ran = run("--machine", "ada@box", command="doctor", **{SSH_VARIABLE: "no-such-ssh"})
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("There is no program no-such-ssh on this machine. Install OpenSSH")


@pytest.mark.parametrize(
    ("answer", "out", "err", "code"),
    [
        (DoctorReport("mini", ()), "Profile mini can run on ada@box.\n", "", 0),
        (
            DoctorReport("mini", (Check("disk", State.FAULT, "full", "Make room."),)),
            "FAULT disk: full\n      Make room.\nProfile mini: 1 fault.\n",
            "",
            1,
        ),
        (LinkFault(FaultKind.OLD_PROGRAM, "It is old.", "Install it."), "", "It is old. Install it.\n", 1),
    ],
)
def test_findings_go_to_stdout_and_why_there_are_none_to_stderr(
    answer: DoctorReport | LinkFault, out: str, err: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert there._print("ada@box", answer, as_json=False) == code
    assert tuple(capsys.readouterr()) == (out, err)


@needs_sshd
def test_the_doctor_there_answers_over_ssh(tmp_path: Path) -> None:
    with running(tmp_path / "box") as box, serving(tmp_path / "ssh", box) as server:
        ours = {SSH_VARIABLE: server.command}
        assert run("add", "box", "--fingerprint", server.fingerprint, **ours).returncode == 0
        ran = run("--machine", "box", "--json", command="doctor", **ours)
        assert ran.stderr == ""
        told = json.loads(ran.stdout)
        assert (told["machine"], told["profile"]) == ("box", "mini")
        assert ran.returncode == (1 if told["faults"] else 0)
        found = {check["name"]: check["found"] for check in told["checks"]}
        assert found["output folder"].startswith(str(tmp_path / "box" / "own"))
