"""How a worker's process ended, as the sentence the operator reads, with advice for the known causes."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from enum import StrEnum

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.base.words.wording import joined
from vortex_gui.base.worker_words import CARD_LOST, STAGE_HANGS


class StopRung(StrEnum):
    """How far the shutdown ladder had to go."""

    DIED = "died"
    ASKED = "asked"
    TERMINATED = "terminated"
    KILLED = "killed"
    STUCK = "stuck"
    NEVER_STARTED = "never started"
    ELSEWHERE = "elsewhere"
    """On another machine, which says itself how."""


@dataclass(frozen=True, slots=True)
class KnownCause:
    """A pattern in the last lines of a dead worker, and a remedy; `{name}` is the pattern's group."""

    pattern: re.Pattern[str]
    advice: str


KNOWN_CAUSES: tuple[KnownCause, ...] = (
    KnownCause(
        re.compile(r"No module named '([\w.]+)'"),
        mark("The Python package {name} is missing: reinstall the program."),
    ),
    KnownCause(
        re.compile(r"(\S+\.so[\w.]*): cannot open shared object file"),
        mark("The system library {name} is missing: install the package that has it."),
    ),
    KnownCause(
        re.compile(r"CUDA driver version is insufficient|no kernel image is available"),
        mark("The graphics driver does not fit this program: update the driver, or choose the mini profile."),
    ),
    KnownCause(
        re.compile(r"CUDA out of memory|CUDA OOM|OutOfMemoryError"),
        mark("The card's memory ran out: close other programs on the card, or choose a smaller profile."),
    ),
    KnownCause(
        re.compile(re.escape(STAGE_HANGS)),
        mark("A stage hung and held its model, so the worker ended: the console starts another one."),
    ),
    KnownCause(
        re.compile(re.escape(CARD_LOST)),
        mark(
            "The graphics card reported an error, so the worker ended and its slot waits for another one: if "
            "it comes again, restart the machine."
        ),
    ),
    KnownCause(
        re.compile(r"CUDA error|CUBLAS_STATUS|cuDNN error|NVML|Xid"),
        mark(
            "The graphics card reported an error: restart the worker; if it comes again, restart the machine."
        ),
    ),
    KnownCause(
        re.compile(r"MemoryError|Cannot allocate memory|DefaultCPUAllocator"),
        mark("Memory ran out: close other programs, or choose a smaller profile."),
    ),
    KnownCause(re.compile(r"No space left on device"), mark("The disk is full: free some space.")),
    KnownCause(
        re.compile(r"Too many open files"),
        mark("Too many files are open: close other programs, or raise the limit (ulimit -n)."),
    ),
    KnownCause(
        re.compile(r"can't start new thread|Resource temporarily unavailable"),
        mark(
            "The system has no process or thread left: close other programs, or raise the limit (ulimit -u)."
        ),
    ),
    KnownCause(
        re.compile(r"Illegal instruction"),
        mark("This processor lacks an instruction that the libraries need."),
    ),
)
_SIGNAL_ADVICE = {
    "SIGKILL": mark(
        "Something outside ended it: a person, a container's limit, or the system short of memory."
    ),
    "SIGSEGV": mark("A library or the driver crashed: if it comes again, update the driver."),
    "SIGABRT": mark("A library aborted: the log's last lines say why."),
    "SIGILL": mark("This processor lacks an instruction that the libraries need."),
    "SIGBUS": mark("A file or shared memory that it used was truncated: check the disk."),
}
OOM_ADVICE = mark(
    "The system ended it because memory ran out: close other programs, or choose a smaller profile."
)


@dataclass(frozen=True, slots=True)
class ProcessOutcome:
    """How a worker ended. `str()` is the sentence for the operator.

    `why` is the console's reason to stop it, empty when the operator asked. `tail` holds its last lines of
    output. `out_of_memory` is true when the system counted an out-of-memory kill after its last sample, or
    memory was nearly used up at that; `None` is unknown.
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
        """A remedy for the operator; empty when none is known or needed."""
        if self.is_clean or self.rung in (StopRung.TERMINATED, StopRung.KILLED, StopRung.ELSEWHERE):
            return ""
        if self.out_of_memory and self.signal == signal.SIGKILL:
            return tr(OOM_ADVICE)
        why = (self.why,) if self.rung is StopRung.NEVER_STARTED else ()
        for line in (*why, *reversed(self.tail)):
            for cause in KNOWN_CAUSES:
                if found := cause.pattern.search(line):
                    return tr(cause.advice, name=found[1]) if found.groups() else tr(cause.advice)
        advice = _SIGNAL_ADVICE.get(signal_name(self.signal)) if self.signal else None
        return "" if advice is None else tr(advice)

    def __str__(self) -> str:
        return joined(self.why, self._what(), self.advice)

    def _what(self) -> str:
        match self.rung:
            case StopRung.ELSEWHERE:
                return ""
            case StopRung.NEVER_STARTED:
                return tr("The worker could not be started.")
            case StopRung.ASKED if self.exit_code == 0:
                return tr("The worker ended as asked.")
            case StopRung.ASKED:
                return self._with_its_end(
                    mark("The worker was asked to end and died by signal {number} ({name})."),
                    mark("The worker was asked to end and ended with exit code {code}."),
                )
            case StopRung.TERMINATED:
                return tr("The worker did not end when asked, so the console terminated it.")
            case StopRung.KILLED:
                return tr("The worker did not end when terminated, so the console killed it.")
            case StopRung.STUCK:
                return tr("The worker could not be killed; it is blocked in a driver or disk call.")
            case StopRung.DIED if self.was_ready:
                return self._with_its_end(
                    mark("The worker died by signal {number} ({name})."),
                    mark("The worker died with exit code {code}."),
                )
            case StopRung.DIED:
                return self._with_its_end(
                    mark("The worker died by signal {number} ({name}) before it was ready."),
                    mark("The worker died with exit code {code} before it was ready."),
                )

    def _with_its_end(self, by_signal: str, by_code: str) -> str:
        if self.signal is not None:
            return tr(by_signal, number=self.signal, name=signal_name(self.signal))
        return tr(by_code, code=self.exit_code)


def signal_name(number: int | None) -> str:
    """`SIGKILL` for 9; `signal 99` for one this system does not know."""
    try:
        return signal.Signals(number or 0).name
    except ValueError:
        return f"signal {number}"
