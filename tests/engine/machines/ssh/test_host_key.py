"""The host key's file grows by whole lines, and what was there stays."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vortex_gui.engine.machines.ssh.host_key import HostKey, accept, offered_key
from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE

KEY = HostKey("ssh-ed25519", "SHA256:x", ("box ssh-ed25519 AAAA",))


def pretend_ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """A program in ssh's place."""
    script = tmp_path / "ssh.py"
    script.write_text(code)
    monkeypatch.setenv(SSH_VARIABLE, f"{sys.executable} {script}")


@pytest.mark.parametrize("before", ["", "other ssh-rsa BBBB\n", "other ssh-rsa BBBB"])
def test_an_accepted_key_is_a_line_of_its_own(
    before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "folder" / "known_hosts"
    if before:
        file.parent.mkdir()
        file.write_text(before)
    pretend_ssh(tmp_path, monkeypatch, f"print('port 22\\nuserknownhostsfile {file} /other')")
    assert accept("box", KEY) == file
    assert file.read_text().splitlines() == [*before.splitlines(), "box ssh-ed25519 AAAA"]


@pytest.mark.parametrize("line", ["", "box ssh-ed25519", "box ssh-ed25519 not*base64"])
def test_what_is_no_key_is_none(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"""
import sys
(file,) = [word.partition("=")[2] for word in sys.argv if word.startswith("UserKnownHostsFile=")]
open(file, "w").write({line!r})
"""
    pretend_ssh(tmp_path, monkeypatch, code)
    assert offered_key("box") is None


def test_without_ssh_an_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SSH_VARIABLE, "no-such-ssh")
    with pytest.raises(FileNotFoundError):
        offered_key("box")
