"""Slots on an output folder under kills, other writers, odd files, full disks and drives that go.

`VORTEX_FUZZ_CASES=10000` makes the long form of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import CHILDREN

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "60"))
ALONE = ["unshare", "--mount", "--propagation", "private"]
"""A mount namespace of its own: its disks go with its last process."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and counts calls to the system")


def run(case: str, folder: Path, rounds: int, *, seed: int = 0, alone: bool = False) -> str:
    words = (case, str(folder / "out"), str(seed), str(rounds))
    ended = subprocess.run(
        [*(ALONE if alone else ()), sys.executable, str(CHILDREN / "publishes.py"), *words],
        capture_output=True,
        text=True,
        timeout=100 + CASES,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stdout.strip()


def test_a_kill_at_any_step_leaves_a_whole_slot_or_a_free_number(tmp_path: Path) -> None:
    steps = int(run("killed", tmp_path, 1).split()[0])
    assert steps > 15, "each call to the system counts"


@pytest.mark.parametrize("seed", range(max(1, CASES // 500)))
def test_many_writers_make_each_number_once(tmp_path: Path, seed: int) -> None:
    assert run("writers", tmp_path, min(CASES, 500) // 5, seed=seed).endswith("slots")


def test_two_workers_that_publish_while_a_third_starts_lose_nothing(tmp_path: Path) -> None:
    assert run("starting", tmp_path, min(CASES, 500)) == f"{2 * min(CASES, 500)} slots"


@pytest.mark.parametrize("seed", range(max(1, CASES // 500)))
def test_nothing_of_somebody_elses_is_written_through(tmp_path: Path, seed: int) -> None:
    assert run("replaced", tmp_path, min(CASES, 500), seed=seed)


@pytest.fixture
def may_mount() -> None:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("mounting is not allowed here")
    if subprocess.run([*ALONE, "true"], capture_output=True, timeout=20).returncode != 0:
        pytest.skip("a mount namespace is not allowed here")


@pytest.mark.usefixtures("may_mount")
def test_a_disk_that_fills_at_any_byte_leaves_a_whole_slot_or_nothing(tmp_path: Path) -> None:
    refused = int(run("full", tmp_path, min(CASES, 2000), alone=True).split()[0])
    assert 0 < refused < CASES


@pytest.mark.usefixtures("may_mount")
def test_a_drive_that_goes_at_any_step_leaves_nothing_where_it_was(tmp_path: Path) -> None:
    assert run("gone", tmp_path, 25, alone=True)
