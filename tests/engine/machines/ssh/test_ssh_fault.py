"""What ssh, a shell or the far program says becomes one sentence and a remedy."""

from __future__ import annotations

import pytest

from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, clean, fault_of, no_link, no_program, no_ssh

BOX = Machine("ada@box")
HOST_KEY = ["No ED25519 host key is known for box and you have requested strict checking.",
            "Host key verification failed."]  # fmt: skip
CHANGED = ["@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @", "Host key verification failed."]


@pytest.mark.parametrize(
    ("code", "said", "kind"),
    [
        (255, HOST_KEY, FaultKind.KEY_UNKNOWN),
        (255, CHANGED, FaultKind.KEY_CHANGED),
        (255, ["ada@box: Permission denied (publickey)."], FaultKind.DENIED),
        (255, ["Received disconnect from ::1: Too many authentication failures"], FaultKind.DENIED),
        (255, ["ssh: Could not resolve hostname box: Name or service not known"], FaultKind.UNREACHABLE),
        (255, ["ssh: connect to host box port 22: Connection refused"], FaultKind.UNREACHABLE),
        (255, ["ssh: connect to host box port 22: Connection timed out"], FaultKind.UNREACHABLE),
        (255, ["Timeout, server box not responding."], FaultKind.UNREACHABLE),
        (255, ["Something new."], FaultKind.BROKEN),
        (127, ["bash: line 1: vortex-gui: command not found"], FaultKind.NO_PROGRAM),
        (126, ["bash: vortex-gui: Permission denied"], FaultKind.NO_PROGRAM),
        (
            2,
            ["vortex-gui: error: argument COMMAND: invalid choice: 'serve' (choose from …)"],
            FaultKind.OLD_PROGRAM,
        ),
        (1, ["No agent runs on this machine. Start it with vortex-gui serve."], FaultKind.NO_AGENT),
        (0, [], FaultKind.BROKEN),
        (None, [], FaultKind.BROKEN),
    ],
)
def test_each_fault_is_told_apart_and_names_the_machine(
    code: int | None, said: list[str], kind: FaultKind
) -> None:
    fault = fault_of(BOX, code, said)
    assert fault.kind is kind
    assert "ada@box" in fault.sentence
    assert fault.remedy
    assert "\n" not in fault.sentence + fault.remedy
    assert "{" not in fault.sentence + fault.remedy


def test_another_machines_words_are_told_where_nothing_better_is_known() -> None:
    assert "Something new." in fault_of(BOX, 255, ["Something new.", ""]).sentence
    assert "No agent runs" in fault_of(BOX, 1, ["No agent runs on this machine."]).sentence


def test_a_login_that_prints_is_named() -> None:
    fault = fault_of(BOX, 1, [], "Welcome!\nLast login: today\n")
    assert fault.kind is FaultKind.NO_LINK
    assert "Welcome!" in fault.sentence


def test_a_strangers_words_cannot_act_on_a_terminal() -> None:
    assert clean("\x1b[2J\x07\nhello\u202e\r") == "[2J hello"
    assert len(clean("x" * 10_000)) == 300
    assert "\x1b" not in no_link(BOX, "\x1b[31mred").sentence


def test_a_missing_program_names_it() -> None:
    assert "/opt/vortex" in no_program(Machine("box", "/opt/vortex")).sentence
    assert no_ssh("ssh").kind is FaultKind.NO_SSH
