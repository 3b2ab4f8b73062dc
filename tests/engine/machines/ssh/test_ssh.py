"""The link over a real ssh server on the loopback address, and a sentence for each thing that is missing."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import run
from tests.serve.agents import WORKER, Box, Hearing, running, slot
from tests.serve.ssh_server import SshServer, needs_sshd, serving
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.host_key import accept, known_hosts, offered_key
from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault
from vortex_gui.wire.protocol import SlotFinished, SlotStarted

pytestmark = needs_sshd
BOX = Machine("box")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SshServer]:
    with serving(tmp_path / "ssh", Box(tmp_path / "box")) as server:
        monkeypatch.setenv(SSH_VARIABLE, server.command)
        yield server


def fault() -> LinkFault:
    """The first fault of a link to the box."""
    hearing = Hearing()

    async def story() -> None:
        link = MachineLink(BOX, hearing, console="c0" * 16)
        link.start()
        await hearing.until(lambda: bool(hearing.faults or hearing.hellos))
        await link.stop()

    run(story)
    assert hearing.hellos == []
    return hearing.faults[0]


def sockets(process: psutil.Process) -> list[str]:
    """The network sockets of a process and its children."""
    return [
        str(found)
        for each in (process, *process.children(recursive=True))
        for found in each.net_connections()
    ]


def test_a_slot_runs_over_ssh_and_lands_also_when_the_link_is_cut(server: SshServer, tmp_path: Path) -> None:
    async def story() -> None:
        hearing = Hearing()
        link = MachineLink(BOX, hearing, console="c0" * 16)
        link.start()
        await hearing.ready()
        assert server.box.process is not None
        agent = psutil.Process(server.box.process.pid)
        assert sockets(agent) == []
        link.send(WORKER, slot("slow"))
        await hearing.until(lambda: bool(hearing.of(SlotStarted)))
        for session in server.sessions():
            session.kill()
        await hearing.until(lambda: MachineState.DOWN in hearing.states)
        await hearing.until(lambda: len(hearing.hellos) == 2 and bool(hearing.ends))
        assert [type(end) for end in hearing.ends] == [SlotFinished]
        assert len(hearing.of(SlotStarted)) == 1
        link.fetch(5, 1, tmp_path / "out")
        await hearing.until(lambda: bool(hearing.landed))
        assert hearing.landed == [Landed(5, 1, tmp_path / "out" / "slot-000005")]
        assert sockets(agent) == []
        await link.stop()
        assert sockets(agent) == []

    server.know_host()
    server.box.start()
    try:
        run(story)
    finally:
        assert server.box.stop() == (0, "")


def test_an_unknown_host_key_is_told_and_never_taken_silently(server: SshServer) -> None:
    assert fault().kind is FaultKind.KEY_UNKNOWN
    assert not server.known_hosts.exists()
    key = offered_key("box")
    assert key is not None
    assert key.fingerprint == server.fingerprint
    assert not server.known_hosts.exists()
    assert known_hosts("box") == server.known_hosts
    assert accept("box", key) == server.known_hosts
    assert fault().kind is FaultKind.NO_AGENT


def test_a_changed_host_key_is_a_warning_and_not_a_new_one(server: SshServer) -> None:
    server.know_host("other_key")
    before = server.known_hosts.read_text()
    told = fault()
    assert told.kind is FaultKind.KEY_CHANGED
    assert server.known_hosts.read_text() == before


def test_a_key_that_is_not_let_in_is_named(server: SshServer) -> None:
    server.know_host()
    server.use_key("other_key")
    told = fault()
    assert told.kind is FaultKind.DENIED
    assert "ssh-add" in told.remedy


def test_a_machine_without_the_program_is_named(server: SshServer) -> None:
    server.know_host()
    (server.programs / "vortex-gui").unlink()
    assert fault().kind is FaultKind.NO_PROGRAM


def test_an_old_program_there_is_named(server: SshServer) -> None:
    server.know_host()
    server.install("echo \"vortex-gui: error: argument COMMAND: invalid choice: 'serve'\" >&2; exit 2")
    assert fault().kind is FaultKind.OLD_PROGRAM


def test_without_an_agent_there_the_fault_says_how_to_start_one(server: SshServer) -> None:
    server.know_host()
    told = fault()
    assert told.kind is FaultKind.NO_AGENT
    assert "--install" in told.remedy


def test_something_else_that_answers_is_told_in_its_words(server: SshServer) -> None:
    server.know_host()
    server.install("echo This account is closed.; exit 1")
    told = fault()
    assert told.kind is FaultKind.NO_LINK
    assert "This account is closed." in told.sentence


def test_a_machine_that_is_off_is_unreachable(server: SshServer) -> None:
    server.know_host()
    server.stop()
    assert fault().kind is FaultKind.UNREACHABLE


def hello_comes(server: SshServer) -> None:
    async def story() -> None:
        hearing = Hearing()
        link = MachineLink(BOX, hearing, console="c0" * 16)
        link.start()
        await hearing.until(lambda: bool(hearing.hellos))
        await link.stop()

    with running(server.box.settings.parent):
        run(story)


def test_a_key_that_may_only_dial_is_enough_and_does_nothing_else(server: SshServer) -> None:
    server.know_host()
    server.restrict()
    hello_comes(server)
    words = [*shlex.split(server.command), "-o", "BatchMode=yes", "box", "echo", "a shell"]
    ran = subprocess.run(
        words, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False
    )
    assert "a shell" not in ran.stdout


def test_a_shell_that_greets_does_not_disturb_the_link(server: SshServer) -> None:
    server.know_host()
    server.install('echo Welcome to this machine.; exec "$PYTHON" -m vortex_gui "$@"')
    hello_comes(server)
