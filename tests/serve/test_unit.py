"""The systemd unit: written where systemd looks, every word quoted, never over somebody else's file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from vortex_gui.base.errors import InputError
from vortex_gui.serve.unit import NAME, install, next_steps, unit_path


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_it_is_written_where_systemd_looks_and_may_be_written_again(tmp_path: Path) -> None:
    file = install(["/usr/bin/python3", "-m", "vortex_gui", "serve"])
    assert file == unit_path() == tmp_path / "systemd" / "user" / NAME
    assert 'ExecStart="/usr/bin/python3" "-m" "vortex_gui" "serve"\n' in file.read_text()
    install(["/usr/bin/python3", "-m", "vortex_gui", "serve", "--settings", "/a b/100%$x.yaml"])
    assert '"--settings" "/a b/100%%$$x.yaml"\n' in file.read_text()
    assert [path.name for path in file.parent.iterdir()] == [NAME]


def test_a_strangers_unit_stays(tmp_path: Path) -> None:
    unit_path().parent.mkdir(parents=True)
    unit_path().write_text("[Service]\nExecStart=/bin/true\n")
    with pytest.raises(InputError, match="is not this program's"):
        install(["x"])
    assert unit_path().read_text() == "[Service]\nExecStart=/bin/true\n"


def test_the_next_steps_name_the_unit() -> None:
    assert f"systemctl --user enable --now {NAME}" in next_steps()
    assert "loginctl enable-linger" in next_steps()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    file = install(["/bin/true"])
    told = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr
