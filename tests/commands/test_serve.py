"""The command `serve`, in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vortex_gui", "serve", *words],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_dialling_where_no_agent_runs_ends_with_a_sentence() -> None:
    dialled = run("--dial")
    assert (dialled.returncode, dialled.stdout) == (1, "")
    assert dialled.stderr.startswith("No agent runs on this machine. Start it with vortex-gui serve")


def test_the_unit_starts_this_very_program_and_the_next_steps_are_told(tmp_path: Path) -> None:
    installed = run("--install", XDG_CONFIG_HOME=str(tmp_path))
    assert (installed.returncode, installed.stderr) == (0, "")
    file = tmp_path / "systemd" / "user" / "vortex-console-serve.service"
    assert installed.stdout.startswith(f"Wrote {file}.\nNow run:\n")
    assert f'ExecStart="{sys.executable}" "-m" "vortex_gui" "serve"\n' in file.read_text()


def test_both_ways_at_once_are_refused() -> None:
    assert run("--dial", "--install").returncode == 2
