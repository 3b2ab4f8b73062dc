"""The command `machines`, in processes of its own, against a real ssh server where there is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.agents import running
from tests.serve.ssh_server import SshServer, needs_sshd, serving
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import load_machines
from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE


def run(*words: str, command: str = "machines", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vortex_gui", command, *words],
        capture_output=True,
        text=True,
        timeout=100,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        check=False,
    )


def known() -> list[Machine]:
    return load_machines(load_settings().folders.data_path)


def test_without_a_machine_the_list_is_empty_and_nothing_can_be_removed() -> None:
    listed = run("list", "--json")
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "[]\n", "")
    removed = run("remove", "ada@box")
    assert removed.returncode == 2
    assert removed.stderr == "ada@box was not added; vortex-gui machines list shows those that were.\n"


@pytest.mark.parametrize("action", ["add", "remove", "test"])
def test_what_is_no_address_is_refused(action: str) -> None:
    refused = run(action, "--", "-oProxyCommand=touch x")
    assert refused.returncode == 2
    assert "names no machine" in refused.stderr


def test_without_ssh_the_test_says_so() -> None:
    tested = run("test", "ada@box", **{SSH_VARIABLE: "no-such-ssh"})
    assert tested.returncode == 1
    assert tested.stderr.startswith("There is no program no-such-ssh on this machine. Install OpenSSH")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SshServer]:
    with running(tmp_path / "box") as box, serving(tmp_path / "ssh", box) as server:
        yield server


@needs_sshd
def test_a_machine_is_added_once_its_key_is_accepted_then_listed_tested_and_removed(
    server: SshServer,
) -> None:
    ours = {SSH_VARIABLE: server.command}
    refused = run("add", "box", **ours)
    assert refused.returncode == 1
    assert f"box shows the host key ssh-ed25519 {server.fingerprint}." in refused.stdout
    assert "was not accepted; nothing was changed." in refused.stderr
    assert not server.known_hosts.exists()
    assert run("add", "box", "--fingerprint", "SHA256:another", **ours).returncode == 1
    assert known() == []
    added = run("add", "box", "--fingerprint", server.fingerprint, **ours)
    assert (added.returncode, added.stderr) == (0, "")
    assert "Added box.\nbox answers in " in added.stdout
    assert known() == [Machine("box")]
    again = run("add", "box", **ours)
    assert "host key" not in again.stdout, "it is shown once"
    assert run("list").stdout == "box\n"
    tested = run("test", "box", "--json", **ours)
    assert json.loads(tested.stdout)["hello"]["workers"][0]["name"] == "local"
    assert run("remove", "box").stdout == "Removed box.\n"
    assert known() == []


@needs_sshd
def test_a_machine_that_lacks_something_is_added_and_told(server: SshServer) -> None:
    server.know_host()
    (server.programs / "vortex-gui").rename(server.programs / "vortex-here")
    ours = {SSH_VARIABLE: server.command}
    added = run("add", "box", **ours)
    assert added.returncode == 1
    assert added.stdout == "Added box.\n"
    assert "There is no vortex-gui on box." in added.stderr
    assert run("add", "box", "--program", "vortex-here", **ours).returncode == 0
    assert known() == [Machine("box", "vortex-here")]


@needs_sshd
def test_a_recipe_is_generated_there_and_its_clip_is_here(server: SshServer, tmp_path: Path) -> None:
    server.know_host()
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("audio_track: {script: One two.}\nvisual_track: {prompt: done please}\n")
    ours = {SSH_VARIABLE: server.command}
    words = (str(recipe), "--machine", "box", "--out", str(tmp_path / "out"))
    made = run(*words, command="generate", **ours)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == f"{tmp_path / 'out' / 'slot-000000' / 'slot.mp4'}\n"
    second = json.loads(run(*words, "--json", command="generate", **ours).stdout)
    assert second["files"]["video"] == str(tmp_path / "out" / "slot-000001" / "slot.mp4")
