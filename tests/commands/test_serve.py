"""The command `serve`, in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vortex_gui.commands.arguments.parser import parser
from vortex_gui.commands.serve import serve


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


def test_the_agent_hears_where_its_settings_came_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(
        "vortex_gui.serve.run.run_agent", lambda _, settings_file: begun.append(settings_file)
    )
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"folders: {{data: {tmp_path / 'data'}}}\npipeline: {{workers: 2}}\n")
    assert serve(parser().parse_args(["serve", "--settings", str(settings)])) == 0
    assert (begun, capsys.readouterr().err) == ([settings], "")
