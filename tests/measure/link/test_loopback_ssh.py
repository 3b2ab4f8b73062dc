"""The ssh server of a measured link lets its own client in, and nobody is left behind it."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from vortex_gui.measure.link.loopback_ssh import loopback_ssh, sshd

pytestmark = pytest.mark.skipif(sshd() is None, reason="no ssh server here: install openssh-server")


def test_its_client_knows_the_way_and_the_program_is_there(tmp_path: Path) -> None:
    with loopback_ssh(tmp_path / "ssh", "box", tmp_path / "settings.yaml") as ssh:
        ran = subprocess.run(
            [*shlex.split(ssh), "box", "vortex-gui --version"], capture_output=True, text=True, timeout=60
        )
        assert ran.stdout.startswith("vortex-gui ")
    gone = subprocess.run([*shlex.split(ssh), "box", "true"], capture_output=True, timeout=60)
    assert gone.returncode == 255
