"""How a worker ended, as the operator reads it: the rung, the signal, and advice for the known causes."""

from __future__ import annotations

from functools import partial

import pytest

from vortex_gui.base.worker_words import CARD_LOST, STAGE_HANGS
from vortex_gui.engine.facts.outcome import OOM_ADVICE, ProcessOutcome, StopRung


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("ModuleNotFoundError: No module named 'torch'", "package torch is missing"),
        ("ImportError: libcudart.so.12: cannot open shared object file: No such file", "libcudart.so.12"),
        ("RuntimeError: CUDA error: an illegal memory access was encountered", "reported an error"),
        (STAGE_HANGS, "A stage hung"),
        (CARD_LOST, "its slot waits for another one"),
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", "card's memory ran out"),
        ("RuntimeError: The NVIDIA CUDA driver version is insufficient for the runtime", "update the driver"),
        ("RuntimeError: [enforce fail] DefaultCPUAllocator: not enough memory", "Memory ran out"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("OSError: [Errno 24] Too many open files", "files are open"),
        ("RuntimeError: can't start new thread", "no process or thread left"),
        ("Fatal Python error: Illegal instruction", "processor"),
    ],
)
def test_a_known_cause_in_the_last_lines_becomes_advice(line: str, advice: str) -> None:
    outcome = ProcessOutcome(StopRung.DIED, exit_code=1, tail=("Loading.", line, "  more of the trace"))
    assert advice in str(outcome)
    assert str(outcome).startswith("The worker died with exit code 1 before it was ready.")


def test_signal_9_with_little_memory_is_memory_and_else_somebody() -> None:
    killed = partial(ProcessOutcome, StopRung.DIED, signal=9, was_ready=True)
    short = killed(out_of_memory=True)
    assert str(short) == f"The worker died by signal 9 (SIGKILL). {OOM_ADVICE}"
    for unknown in (False, None):
        other = killed(out_of_memory=unknown)
        assert "Something outside ended it" in str(other)


def test_what_nobody_knows_has_no_advice() -> None:
    assert str(ProcessOutcome(StopRung.DIED, exit_code=5, was_ready=True)) == (
        "The worker died with exit code 5."
    )


def test_why_it_never_started_becomes_advice_too() -> None:
    told = str(ProcessOutcome(StopRung.NEVER_STARTED, why="Too many open files."))
    assert told.startswith("Too many open files. The worker could not be started. Too many files are open: ")
    assert "ulimit -n" in told


@pytest.mark.parametrize(
    ("rung", "sentence"),
    [
        (StopRung.ASKED, "ended as asked"),
        (StopRung.TERMINATED, "did not end when asked, so the console terminated it"),
        (StopRung.KILLED, "did not end when terminated, so the console killed it"),
        (StopRung.STUCK, "could not be killed; it is blocked"),
        (StopRung.NEVER_STARTED, "could not be started"),
    ],
)
def test_every_rung_of_the_ladder_has_its_sentence(rung: StopRung, sentence: str) -> None:
    assert sentence in str(ProcessOutcome(rung, exit_code=0))
