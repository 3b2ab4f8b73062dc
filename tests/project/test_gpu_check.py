"""packaging/gpu-check refuses in a sentence, names its wheels, and writes one account."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT

SCRIPT = ROOT / "packaging" / "gpu-check"

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")


def check(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_without_a_driver_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "nvidia-smi").write_text("#!/bin/sh\nexit 9\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = check(PATH=path, NVIDIA_DRIVER=str(tmp_path / "no-driver"))
    assert done.returncode == 2
    assert done.stderr == (
        "gpu-check: no NVIDIA driver here: install it, or run the checks without a card with --cpu-twin.\n"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--wheels", "/nowhere"], "--wheels needs a folder that is there."),
        (["--scale", "huge"], "--scale is full, small or none."),
        (["--fast"], "unknown option --fast."),
    ],
)
def test_what_it_does_not_know_is_refused(words: list[str], told: str) -> None:
    done = check(*words)
    assert (done.returncode, done.stderr) == (2, f"gpu-check: {told}\n")


def test_it_names_the_wheels_and_the_command_that_fetches_them() -> None:
    done = check("--which-wheels")
    assert done.returncode == 0
    assert "pip download --dest FOLDER -c constraints.txt hatchling torch===" in done.stdout
    pinned = {line.split("==")[0] for line in done.stdout.splitlines() if "==" in line and line[0] != "#"}
    assert {"torch", "bitsandbytes", "diffusers", "pytest"} <= pinned
