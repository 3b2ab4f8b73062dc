"""A worker's process: a session of its own, no output held back, and behind the window."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

from vortex_gui.engine.places.process.spawn import spawn, step_back

SAY = "import os; print(os.getsid(0) == os.getpid(), os.environ['PYTHONUNBUFFERED'])"


@pytest.mark.skipif(os.name != "posix", reason="sessions are posix's")
def test_it_leads_a_session_so_that_the_terminals_interrupt_is_not_its_own() -> None:
    process = spawn([sys.executable, "-c", SAY], stdin=subprocess.DEVNULL)
    output, errors = process.communicate(timeout=30)
    assert (output, errors, process.returncode) == (b"True 1\n", b"", 0)


def test_a_program_that_is_not_there_is_an_error() -> None:
    with pytest.raises(OSError, match="no-such-program"):
        spawn(["no-such-program"], stdin=subprocess.DEVNULL)


def test_stepping_back_counts_from_ones_own_niceness_and_zero_leaves_it() -> None:
    process = spawn([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        mine = psutil.Process().nice()
        step_back(process.pid, 0)
        assert psutil.Process(process.pid).nice() == mine
        step_back(process.pid, 40)
        assert psutil.Process(process.pid).nice() == (
            19 if os.name == "posix" else psutil.BELOW_NORMAL_PRIORITY_CLASS  # type: ignore[attr-defined]  # Windows alone
        )
    finally:
        process.kill()
        process.communicate(timeout=30)


def test_a_process_that_has_ended_is_left_alone() -> None:
    process = spawn([sys.executable, "-c", ""], stdin=subprocess.DEVNULL)
    process.communicate(timeout=30)
    step_back(process.pid, 5)
    assert process.returncode not in (-signal.SIGTERM, 1)


def test_a_worker_may_have_an_environment_of_its_own() -> None:
    say = "import os; print(os.environ['CUDA_VISIBLE_DEVICES'])"
    own = {"CUDA_VISIBLE_DEVICES": "GPU-b"}
    process = spawn([sys.executable, "-c", say], stdin=subprocess.DEVNULL, environment=own)
    assert process.communicate(timeout=30)[0] == b"GPU-b\n"
