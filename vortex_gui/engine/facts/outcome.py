"""How a worker's process ended, as the sentence the operator reads, with advice for the known causes."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from enum import StrEnum


class StopRung(StrEnum):
    """How far the shutdown ladder had to go."""

    DIED = "died"
    ASKED = "asked"
    TERMINATED = "terminated"
    KILLED = "killed"
    STUCK = "stuck"
    NEVER_STARTED = "never started"


@dataclass(frozen=True, slots=True)
class KnownCause:
    """A pattern in the last lines of a dead worker, and what the operator can do about it."""

    pattern: re.Pattern[str]
    advice: str


KNOWN_CAUSES: tuple[KnownCause, ...] = (
    KnownCause(
        re.compile(r"No module named '([\w.]+)'"),
        "The Python package {0} is missing: install the program again.",
    ),
    KnownCause(
        re.compile(r"(\S+\.so[\w.]*): cannot open shared object file"),
        "The system library {0} is missing: install the package that has it.",
    ),
    KnownCause(
        re.compile(r"CUDA driver version is insufficient|no kernel image is available"),
        "The graphics driver does not fit this program: update the driver, or take the mini profile.",
    ),
    KnownCause(
        re.compile(r"CUDA out of memory|CUDA OOM|OutOfMemoryError"),
        "The card's memory ran out: close other programs on the card, or choose a smaller profile.",
    ),
    KnownCause(
        re.compile(r"CUDA error|CUBLAS_STATUS|cuDNN error|NVML|Xid"),
        "The graphics card reported an error: restart the worker; if it comes again, restart the machine.",
    ),
    KnownCause(
        re.compile(r"MemoryError|Cannot allocate memory|DefaultCPUAllocator"),
        "Memory ran out: close other programs, or choose a smaller profile.",
    ),
    KnownCause(re.compile(r"No space left on device"), "The disk is full: free some space."),
    KnownCause(re.compile(r"Too many open files"), "Too many files are open: close other programs."),
    KnownCause(
        re.compile(r"Illegal instruction"), "This processor lacks an instruction that the libraries need."
    ),
)
_SIGNAL_ADVICE = {
    "SIGKILL": "Something outside ended it: a person, a container's limit, or the system short of memory.",
    "SIGSEGV": "A library or the driver crashed: if it comes again, update the driver.",
    "SIGABRT": "A library gave up: the log's last lines say why.",
    "SIGILL": "This processor lacks an instruction that the libraries need.",
    "SIGBUS": "A file or the shared memory it used was cut off: check the disk.",
}
OOM_ADVICE = "The system ended it because memory ran out: close other programs, or choose a smaller profile."


@dataclass(frozen=True, slots=True)
class ProcessOutcome:
    """How a worker ended. `str()` is the sentence for the operator.

    `why` tells why it was stopped, when the operator did not ask. `tail` holds its last lines of output.
    `out_of_memory` is true when the system counted an out-of-memory kill in its life, or memory was nearly
    used up at its last word; `None` is unknown.
    """

    rung: StopRung
    exit_code: int | None = None
    signal: int | None = None
    why: str = ""
    tail: tuple[str, ...] = ()
    out_of_memory: bool | None = None
    was_ready: bool = False
    life_s: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Ended by itself, as asked, with exit code 0."""
        return self.rung is StopRung.ASKED and self.exit_code == 0

    @property
    def advice(self) -> str:
        """What the operator can do; empty when nothing is known, or nothing is needed."""
        if self.is_clean or self.rung in (StopRung.TERMINATED, StopRung.KILLED):
            return ""
        if self.out_of_memory and self.signal == signal.SIGKILL:
            return OOM_ADVICE
        for line in reversed(self.tail):
            for cause in KNOWN_CAUSES:
                if found := cause.pattern.search(line):
                    return cause.advice.format(*found.groups())
        return _SIGNAL_ADVICE.get(signal_name(self.signal), "") if self.signal else ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.why, self._what(), self.advice) if part)

    def _what(self) -> str:
        match self.rung:
            case StopRung.NEVER_STARTED:
                return "The worker could not be started."
            case StopRung.ASKED if self.exit_code == 0:
                return "The worker ended as asked."
            case StopRung.ASKED:
                return f"The worker was asked to end and ended {self._how()}."
            case StopRung.TERMINATED:
                return "The worker did not end when asked, so it was terminated."
            case StopRung.KILLED:
                return "The worker did not end when terminated, so it was killed."
            case StopRung.STUCK:
                return "The worker could not even be killed: the driver or the disk holds it."
            case StopRung.DIED if self.was_ready:
                return f"The worker died {self._how()}."
            case StopRung.DIED:
                return f"The worker died {self._how()} before it was ready."

    def _how(self) -> str:
        if self.signal is not None:
            return f"by signal {self.signal} ({signal_name(self.signal)})"
        return f"with exit code {self.exit_code}"


def signal_name(number: int | None) -> str:
    """`SIGKILL` for 9; `signal 99` for one this system does not know."""
    try:
        return signal.Signals(number or 0).name
    except ValueError:
        return f"signal {number}"
