"""The doctor tells how machines are added, whether an agent runs here, and how its keys are hardened."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.serve.agents import running
from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.commands.doctor.linking import HARDENED, linking
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import FILE_NAME, save_machines

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot serve")


def found(home: Path, settings: Path | None = None) -> dict[str, Check]:
    return {check.name: check for check in linking(load_settings(settings), home)}


def test_without_machines_and_agent_it_says_how_to_have_them(tmp_path: Path) -> None:
    checks = found(tmp_path)
    assert "machines add user@host" in checks["other machines"].found
    assert all(check.state is not State.FAULT for check in checks.values())
    if sys.platform != "win32":
        assert "serve --install" in checks["agent"].found


def test_added_machines_are_named_and_a_damaged_list_is(tmp_path: Path) -> None:
    data = load_settings().folders.data_path
    save_machines(data, [Machine("ada@box"), Machine("far")])
    assert "ada@box, far" in found(tmp_path)["other machines"].found
    (data / FILE_NAME).write_text("[")
    check = found(tmp_path)["other machines"]
    assert check.state is State.NOTE
    assert "damaged" in check.found


def test_a_missing_ssh_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VORTEX_SSH_COMMAND", "no-such-ssh -v")
    check = found(tmp_path)["ssh"]
    assert check.state is State.NOTE
    assert "no-such-ssh" in check.found
    monkeypatch.setenv("VORTEX_SSH_COMMAND", sys.executable)
    assert found(tmp_path)["ssh"].state is State.GOOD


@posix
def test_an_agents_keys_are_hardened_or_it_says_how(tmp_path: Path) -> None:
    keys = tmp_path / ".ssh" / "authorized_keys"
    keys.parent.mkdir()
    with running(tmp_path / "box") as box:
        assert found(tmp_path, box.settings)["agent"].state is State.GOOD
        for open_to_all in (None, "ssh-ed25519 AAAA ada", f"# {HARDENED} ssh-ed25519 AAAA"):
            if open_to_all is not None:
                keys.write_text(open_to_all)
            check = found(tmp_path, box.settings)["agent's keys"]
            assert check.state is State.NOTE
            assert HARDENED in check.remedy
        keys.write_text(f"ssh-rsa BBBB\n{HARDENED} ssh-ed25519 AAAA ada\n")
        assert found(tmp_path, box.settings)["agent's keys"].state is State.GOOD
