"""Runs a room's tests against each changed text of its file, in forked processes.

Cosmic Ray's own runner rewrites the file in the working tree and starts a fresh interpreter for each change,
which takes hours here. This one never touches a file: a forked process that has pytest and the libraries
imported, and nothing of ours, imports the changed text and runs the tests.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.util
import multiprocessing
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from tools.mutants.changes import Mutant, mutants_of
from tools.mutants.rooms import Room

ROOT = Path(__file__).resolve().parents[2]
SPARE_S = 10.0
"""Time-out of a changed file's tests: this much more than ten times what they take unchanged."""

LIBRARIES = (
    *(
        "_hypothesis_pytestplugin",
        "asyncio",
        "hypothesis.stateful",
        "hypothesis.strategies",
        "msgpack",
        "pdb",
    ),
    *("numpy.fft", "numpy.random", "numpy.testing", "platformdirs", "psutil", "pytest_timeout", "yaml"),
    *("pydantic.mypy", "pydantic.root_model", "pydantic.functional_validators", "pydantic.type_adapter"),
)
"""Imported once, before the forks."""
TORCH = ("torch.utils.flop_counter", "torch.fx.experimental.symbolic_shapes", "torch._dynamo")
"""Imported before the first room that needs them; torch imports the last two at the first meta tensor."""

PYTEST_OPTIONS = (
    *("-x", "-q", "--no-header", "--no-summary", "-p", "no:cacheprovider"),
    *("-p", "pytest_timeout", "-p", "_hypothesis_pytestplugin"),
    *(
        "-o",
        "addopts=",
        "-W",
        "ignore::pytest.PytestConfigWarning",
    ),  # Qt's plugin and its options are left out
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # what is imported before pytest looks
)


@dataclass(slots=True)
class Score:
    """What became of a file's mutants; one whose tests ran out of time is killed."""

    killed: int = 0
    survivors: list[Mutant] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Trial:
    mutant: Mutant
    process: BaseProcess
    ends_at: float

    def killed(self) -> bool | None:
        """Whether the tests saw the change; `None` while they run."""
        if self.process.exitcode is None and time.monotonic() < self.ends_at:
            return None
        if self.process.exitcode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid or 0, signal.SIGKILL)
            self.process.join()
        return self.process.exitcode != 0


def prepare(compiled: str) -> None:
    """Imports what every test process needs; compiled modules go to the folder `compiled`.

    Hypothesis draws the same examples each time, so that a share is the same at every run.
    """
    os.environ |= {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    os.chdir(ROOT)
    sys.dont_write_bytecode, sys.pycache_prefix = False, compiled
    settings.register_profile("mutants", derandomize=True, database=None, deadline=None)
    settings.load_profile("mutants")
    _import(LIBRARIES)


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the tests collect garbage, and need not look here


def score_room(room: Room, jobs: int) -> Score:
    """Tries each mutant of a file, `jobs` at a time; raises `SystemExit` if the tests fail unchanged."""
    if room.torch:
        _import(TORCH)
    limit_s = SPARE_S + 10 * _seconds_unchanged(room)
    source = (ROOT / room.path).read_text(encoding="utf-8")
    waiting = mutants_of(source, room.tables)
    total, score, running = len(waiting), Score(), list[_Trial]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop(0)
            running.append(_Trial(mutant, _start(room, mutant.text), time.monotonic() + limit_s))
        ends_at = min(trial.ends_at for trial in running)
        wait([trial.process.sentinel for trial in running], timeout=max(0.0, ends_at - time.monotonic()))
        for trial in tuple(running):
            killed = trial.killed()
            if killed is None:
                continue
            running.remove(trial)
            score.killed += killed
            score.survivors += [] if killed else [trial.mutant]
            done = score.killed + len(score.survivors)
            print(f"\r{room.path}: {done} of {total}", end="\r", file=sys.stderr, flush=True)
    return score


def _seconds_unchanged(room: Room) -> float:
    began = time.monotonic()
    process = _start(room, None)
    process.join()
    if process.exitcode != 0:
        raise SystemExit(f"{room.path}: its tests fail without any change (pytest: {process.exitcode}).")
    return time.monotonic() - began


def _start(room: Room, text: str | None) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=_run_tests, args=(room, text))
    process.start()
    return process


def _run_tests(room: Room, text: str | None) -> None:
    """In a process and a group of its own, which ends with pytest's code; quiet with a changed text."""
    os.setpgid(0, 0)
    if text is not None:
        sys.meta_path.insert(0, _ChangedFile(room.module, ROOT / room.path, text))
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
    chosen = ["-k", f"not ({room.leave_out})"] if room.leave_out else []
    code = pytest.main([*PYTEST_OPTIONS, *chosen, *room.tests])
    sys.stdout.flush()
    os._exit(code)


class _ChangedFile(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a text that is nowhere on disk."""

    def __init__(self, module: str, path: Path, text: str) -> None:
        self._module, self._path, self._text = module, path, text

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self._module:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._text, str(self._path), "exec"), module.__dict__)
