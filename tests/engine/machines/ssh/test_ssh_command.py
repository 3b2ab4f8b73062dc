"""The command lines for ssh: they ask nobody, bound their waits, and forward nothing."""

from __future__ import annotations

import pytest

from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE, dial_command, key_command


def test_the_link_runs_the_program_there_and_asks_nobody() -> None:
    command = dial_command(Machine("ada@box"))
    assert command[0] == "ssh"
    assert command[-3:] == ["--", "ada@box", "vortex-gui serve --dial"]
    for option in ("BatchMode=yes", "ServerAliveInterval=2", "ServerAliveCountMax=3", "ForwardAgent=no"):
        assert option in command
    assert "StrictHostKeyChecking=yes" in command


def test_a_program_of_another_name_is_one_word_to_the_shell_there() -> None:
    there = dial_command(Machine("box", "/opt/my venv/bin/vortex-gui"))[-1]
    assert there == "'/opt/my venv/bin/vortex-gui' serve --dial"


def test_a_program_may_stand_in_the_home_folder_there() -> None:
    assert (
        dial_command(Machine("box", "~/my venv/bin/vortex-gui"))[-1]
        == "~/'my venv/bin/vortex-gui' serve --dial"
    )
    assert dial_command(Machine("box", ""))[-1] == "vortex-gui serve --dial"


def test_a_quote_without_an_end_is_left_to_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SSH_VARIABLE, "ssh -F 'config")
    assert dial_command(Machine("box"))[:3] == ["ssh", "-F", "'config"]


def test_the_operators_own_ssh_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SSH_VARIABLE, "ssh -F '/my config'")
    assert dial_command(Machine("box"))[:3] == ["ssh", "-F", "/my config"]
    monkeypatch.setenv(SSH_VARIABLE, "")
    assert dial_command(Machine("box"))[0] == "ssh"


def test_a_key_is_fetched_without_logging_in() -> None:
    command = key_command("box", "/tmp/known")
    assert "PreferredAuthentications=none" in command
    assert "UserKnownHostsFile=/tmp/known" in command
    assert "GlobalKnownHostsFile=/dev/null" in command
