"""Drives the soak: consoles one after another until every slot is over, with kills at random moments."""

from __future__ import annotations

import contextlib
import os
import queue
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.measure.console_lines import Told, order
from vortex_gui.measure.soak.account import Account

SHORTEST_SCRIPT = "Good day."
SHORTEST_S = 0.25
"""Six frames: one for each keyframe of the verification, and one more."""
FIRST_GUESS_S = 1.0
"""A slot's length until the first is done: kills fall into this time."""
QUIET_LIMIT_S = 300.0
CLOSE_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Kill:
    """A planned kill: at a monotonic moment, of the slot's worker or the console, during a slot.

    `whom` may also name what happens to the machine that the slot is on.
    """

    at: float
    whom: str
    slot: int
    worker: str


class Soak:
    """One soak in a folder of its own; `progress` hears the number of finished slots and of kills."""

    def __init__(
        self,
        folder: Path,
        *,
        slots: int,
        kill_worker: float,
        kill_console: float,
        seed: int,
        worker_command: Sequence[str] | None = None,
        profile: str = "mini",
        workers: int = 1,
        prompt: str = "a presenter in a studio",
        progress: Callable[[int, int], None] = lambda over, kills: None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._slots = slots
        self._kill_worker = kill_worker
        self._kill_console = kill_console
        self._chance = random.Random(seed)
        self._progress = progress
        self._orders = {
            "slots": slots,
            "recipe": {
                "slot_params": {"duration_sec": SHORTEST_S},
                "audio_track": {"script": SHORTEST_SCRIPT},
                "visual_track": {"prompt": prompt},
            },
            "worker_command": list(worker_command) if worker_command else None,
            "dial": {},
            "settings": _settings(folder, profile, workers).model_dump(mode="json"),
        }
        self._told: Told = queue.SimpleQueue()
        self._console: subprocess.Popen[str] | None = None
        self._pids: dict[str, int] = {}
        """Of the ready workers, by name."""
        self._killed_workers: dict[str, float] = {}
        self._killed_console: float | None = None
        """When they were killed, until a worker is ready again."""
        self._kills: dict[int, Kill] = {}
        """Planned, by slot."""
        self._began: dict[int, float] = {}
        self.account = Account()

    def run(self) -> dict[str, Any]:
        """The account as plain data; takes as long as the slots do. No process is left, whatever happens."""
        try:
            self._open_console()
            while self.account.ended() < self._slots:
                self._step()
            self._calm_down()
            self._close_console()
        except queue.Empty:
            self.account.notices.append(
                tr("Nothing happened for {seconds:g} s, so the soak gave up.", seconds=QUIET_LIMIT_S)
            )
        finally:
            if self._console is not None and self._console.poll() is None:
                self._console.kill()
                self._console.wait()
            self._clear_away()
        return self.account.settle(self._folder / "data", self._folder / "out")

    def _calm_down(self) -> None:
        """Called once every slot is over, while the console is open still."""

    def _clear_away(self) -> None:
        """Called before the account is settled, whatever happened."""

    # ── consoles ──────────────────────────────────────────────────────────────────────────────

    def _open_console(self) -> None:
        command = [sys.executable, "-m", "vortex_gui.measure.soak.console"]
        with (self._folder / "console.err").open("a") as errors:
            self._console = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self.account.see(self._console.pid)
        order(self._console, self._orders, self._told)

    def _open_again(self) -> None:
        """The console has gone, by a kill or a failure; either way the next one takes up the queue."""
        assert self._console is not None
        assert self._console.stdin is not None
        code = self._console.wait()
        if self._killed_console is None:
            self.account.notices.append(tr("The console ended by itself with exit code {code}.", code=code))
            self._killed_console = time.monotonic()
        with contextlib.suppress(OSError):
            self._console.stdin.close()
        self._kills, self._pids, self._killed_workers = {}, {}, {}
        self._open_console()

    def _close_console(self) -> None:
        assert self._console is not None
        assert self._console.stdin is not None
        self._console.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._console.wait(CLOSE_LIMIT_S)
        if self._console.poll() is None:
            self.account.notices.append(
                tr("The console did not close within {seconds:g} s.", seconds=CLOSE_LIMIT_S)
            )
            self._console.kill()
            self._console.wait()
        while (told := self._told.get(timeout=CLOSE_LIMIT_S)) is not None:
            self._take(told)

    # ── one step after another ────────────────────────────────────────────────────────────────

    def _step(self) -> None:
        """Takes in one line, or kills when it is time. Raises `queue.Empty` when nothing happens any more."""
        kill = self._next_kill()
        wait_s = QUIET_LIMIT_S if kill is None else max(0.0, kill.at - time.monotonic())
        try:
            told = self._told.get(timeout=wait_s)
        except queue.Empty:
            if kill is None:
                raise
            self._do_kill(kill)
            return
        if told is None:
            self._open_again()
        else:
            self._take(told)

    def _next_kill(self) -> Kill | None:
        return min(self._kills.values(), key=lambda each: each.at, default=None)

    def _do_kill(self, kill: Kill) -> None:
        del self._kills[kill.slot]
        is_console = kill.whom == "console"
        pid = self._console.pid if is_console and self._console else self._pids.get(kill.worker)
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 9)
            self.account.kills[kill.whom] += 1
            if is_console:
                self._killed_console = time.monotonic()
            else:
                self._killed_workers[kill.worker] = time.monotonic()

    def _plan_kill(self, slot: int, worker: str) -> None:
        """Once a slot at most, at a moment while the worker generates it."""
        whom = None
        if self._chance.random() < self._kill_worker:
            whom = "worker"
        elif self._chance.random() < self._kill_console:
            whom = "console"
        if whom is not None:
            self._kills[slot] = Kill(self._moment(), whom, slot, worker)

    def _moment(self) -> float:
        """While a slot that has just begun is made, most likely."""
        length_s = median(self.account.slot_s) if self.account.slot_s else FIRST_GUESS_S
        return time.monotonic() + self._chance.uniform(0, length_s)

    # ── taking in ─────────────────────────────────────────────────────────────────────────────

    def _take(self, told: dict[str, Any]) -> None:
        match told:
            case {"kind": "console"} if self._killed_console is not None:
                self.account.reopened_s.append(time.monotonic() - self._killed_console)
            case {"kind": "submitted", "slots": list(numbers)}:
                self.account.acknowledged.update(numbers)
            case {"kind": "known", "slot": int(slot), "state": str(state)}:
                self.account.states[slot] = state
            case {"kind": "worker", "state": str(state), "pid": int(pid), "worker": str(worker)}:
                self._take_worker(worker, state, pid)
            case {"kind": "slot", "slot": int(slot), "state": str(state)}:
                self._take_slot(slot, SlotState(state), told)
            case {"kind": "notice", "text": str(text)}:
                self.account.notices.append(text)

    def _take_worker(self, worker: str, state: str, pid: int) -> None:
        self.account.see(pid)
        assert self._console is not None
        self.account.see_children(self._console.pid)
        if state not in ("ready", "busy"):
            return
        if self._killed_console is not None and not self._pids:  # the first of the next console
            self.account.recovery_s["console"].append(time.monotonic() - self._killed_console)
            self._killed_console = None
        if worker in self._killed_workers and pid != self._pids.get(worker):
            self.account.recovery_s["worker"].append(time.monotonic() - self._killed_workers.pop(worker))
        self._pids[worker] = pid

    def _take_slot(self, slot: int, state: SlotState, told: dict[str, Any]) -> None:
        before = self.account.states.get(slot)
        self.account.states[slot] = state
        if state is SlotState.RUNNING:
            self._began[slot] = time.monotonic()
            if told.get("attempts") == 1 and before != state:
                self._plan_kill(slot, str(told.get("worker")))
        elif state.is_final:
            self._take_end(slot, state, str(told.get("worker")), int(told.get("floor") or 0))

    def _take_end(self, slot: int, state: SlotState, worker: str, floor_bytes: int) -> None:
        self.account.ends[slot] += 1
        self._kills.pop(slot, None)
        if state is SlotState.DONE and slot in self._began:
            self.account.slot_s.append(time.monotonic() - self._began[slot])
            if (pid := self._pids.get(worker)) is not None:
                self.account.measure(pid, floor_bytes)
        self._progress(self.account.ended(), self.account.kills.total())


def _settings(folder: Path, profile: str, workers: int) -> Settings:
    """Restarts at once and without limit, from a spare that is always there: here the deaths are ours."""
    return Settings(
        pipeline=PipelineSettings(profile=profile, workers=workers),
        folders=FolderSettings(output=str(folder / "out"), data=str(folder / "data")),
        worker=WorkerSettings(
            restart_limit=100,
            backoff_s=0.1,
            stable_after_s=0.01,
            niceness=0,
            keep_spare="always",
        ),
        output=OutputSettings(min_free_gb=0.05),
    )
