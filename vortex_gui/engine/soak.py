"""The command `soak`: real slots under random kills of worker and console, and at the end an account."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO, Any

import psutil

from vortex_gui.engine.finished_folder import whole_report
from vortex_gui.engine.history_file import open_reader
from vortex_gui.engine.history_records import SlotOrder, SlotQuery
from vortex_gui.engine.slots import SlotRow, SlotState
from vortex_gui.playable import clip_fault
from vortex_gui.settings import FolderSettings, OutputSettings, PipelineSettings, Settings, WorkerSettings

DONE, FAILED = 0, 1
SHORTEST_SCRIPT = "Good day."
FIRST_GUESS_S = 2.0
"""How long a slot takes, before the first is done: kills fall into this time."""
QUIET_LIMIT_S = 600.0
CLOSE_LIMIT_S = 60.0
END_LIMIT_S = 10.0


@dataclass(slots=True)
class Account:
    """What happened, told by the consoles and seen from outside."""

    acknowledged: set[int] = field(default_factory=set)
    ends: Counter[int] = field(default_factory=Counter)
    states: dict[int, str] = field(default_factory=dict)
    recovery_s: dict[str, list[float]] = field(default_factory=lambda: {"worker": [], "console": []})
    slot_s: list[float] = field(default_factory=list)
    worker_kills: int = 0
    console_kills: int = 0
    rss: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    handles: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    processes: dict[int, float] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


class Soak:
    """Runs consoles one after another until every slot is over; kills them and their workers by chance."""

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
        prompt: str = "a presenter in a studio",
        keep_spare: bool = False,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._slots = slots
        self._kill_worker = kill_worker
        self._kill_console = kill_console
        self._chance = random.Random(seed)
        self._orders = {
            "slots": slots,
            "keep_spare": keep_spare,
            "recipe": {"audio_track": {"script": SHORTEST_SCRIPT}, "visual_track": {"prompt": prompt}},
            "worker_command": list(worker_command) if worker_command else None,
            "settings": _settings(folder, profile).model_dump(mode="json"),
        }
        self._folder = folder
        self._told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._console: subprocess.Popen[str] | None = None
        self._worker_pid: int | None = None
        self._killed_at: float | None = None
        self._killed = "worker"
        self._began: dict[int, float] = {}
        self._kill: tuple[float, str, int] | None = None  # when, whom, during which slot
        self.account = Account()

    def run(self) -> dict[str, Any]:
        """The account as plain data; takes as long as the slots do."""
        self._open_console()
        while len(self._ended()) < self._slots:
            self._step()
        self._close_console()
        return self._settle()

    # ── driving ───────────────────────────────────────────────────────────────────────────────

    def _open_console(self) -> None:
        command = [sys.executable, "-m", "vortex_gui.engine.soak_console"]
        with (self._folder / "console.err").open("a") as errors:
            self._console = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self._see(self._console.pid)
        assert self._console.stdin is not None
        assert self._console.stdout is not None
        self._console.stdin.write(json.dumps(self._orders) + "\n")
        self._console.stdin.flush()
        threading.Thread(target=self._listen, args=(self._console.stdout,), daemon=True).start()

    def _listen(self, stream: IO[str]) -> None:
        """Lines of one console; what a kill cut off is no line."""
        for line in stream:
            with contextlib.suppress(ValueError):
                self._told.put(json.loads(line))
        stream.close()
        self._told.put(None)

    def _step(self) -> None:
        """Takes in one line, or kills when it is time."""
        wait_s = QUIET_LIMIT_S
        if self._kill is not None:
            wait_s = max(0.0, self._kill[0] - time.monotonic())
        try:
            told = self._told.get(timeout=wait_s)
        except queue.Empty:
            if self._kill is None:
                raise TimeoutError(f"nothing happened for {QUIET_LIMIT_S:g} s") from None
            self._do_kill()
            return
        if told is None:
            self._open_again()
        else:
            self._take(told)

    def _do_kill(self) -> None:
        assert self._kill is not None
        _, whom, _ = self._kill
        self._kill = None
        pid = self._worker_pid if whom == "worker" else self._console.pid if self._console else None
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 9)
            self._killed_at, self._killed = time.monotonic(), whom
            if whom == "worker":
                self.account.worker_kills += 1
            else:
                self.account.console_kills += 1

    def _open_again(self) -> None:
        """The console has gone: it was killed, or it failed; either way the next one takes up the queue."""
        assert self._console is not None
        code = self._console.wait()
        if self._killed_at is None:
            self.account.notices.append(f"The console ended by itself with exit code {code}.")
            self._killed_at, self._killed = time.monotonic(), "console"
        self._close_pipes()
        self._kill, self._worker_pid = None, None
        self._open_console()

    def _close_console(self) -> None:
        assert self._console is not None
        assert self._console.stdin is not None
        self._console.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._console.wait(CLOSE_LIMIT_S)
        if self._console.poll() is None:
            self.account.notices.append(f"The console did not close within {CLOSE_LIMIT_S:g} s.")
            self._console.kill()
            self._console.wait()
        while (told := self._told.get(timeout=CLOSE_LIMIT_S)) is not None:
            self._take(told)

    def _close_pipes(self) -> None:
        if self._console is not None and self._console.stdin is not None:
            with contextlib.suppress(OSError):
                self._console.stdin.close()

    # ── taking in ─────────────────────────────────────────────────────────────────────────────

    def _take(self, told: dict[str, Any]) -> None:
        match told:
            case {"kind": "submitted", "slots": list(numbers)}:
                self.account.acknowledged.update(numbers)
            case {"kind": "known", "slot": int(slot), "state": str(state)}:
                self.account.states[slot] = state
            case {"kind": "worker", "state": str(state), "pid": pid}:
                self._take_worker(state, pid)
            case {"kind": "slot", "slot": int(slot), "state": str(state)}:
                self._take_slot(slot, state, told)
            case {"kind": "notice", "text": str(text)}:
                self.account.notices.append(text)

    def _take_worker(self, state: str, pid: int | None) -> None:
        if pid is not None:
            self._see(pid)
        if state in ("ready", "busy") and pid is not None:
            if self._killed_at is not None and pid != self._worker_pid:
                self.account.recovery_s[self._killed].append(time.monotonic() - self._killed_at)
                self._killed_at = None
            self._worker_pid = pid

    def _take_slot(self, slot: int, state: str, told: dict[str, Any]) -> None:
        before = self.account.states.get(slot)
        self.account.states[slot] = state
        if state == SlotState.RUNNING:
            self._began[slot] = time.monotonic()
            if told.get("attempts") == 1 and before != state:
                self._plan_kill(slot)
        elif SlotState(state).is_final:
            self.account.ends[slot] += 1
            if self._kill is not None and self._kill[2] == slot:
                self._kill = None
            if state == SlotState.DONE and slot in self._began:
                self.account.slot_s.append(time.monotonic() - self._began[slot])
                self._measure(told)

    def _plan_kill(self, slot: int) -> None:
        """Once a slot at most, at a moment while it is in the making."""
        whom = None
        if self._chance.random() < self._kill_worker:
            whom = "worker"
        elif self._chance.random() < self._kill_console:
            whom = "console"
        if whom is not None and self._kill is None:
            length_s = median(self.account.slot_s) if self.account.slot_s else FIRST_GUESS_S
            self._kill = (time.monotonic() + self._chance.uniform(0, length_s), whom, slot)

    def _measure(self, told: dict[str, Any]) -> None:
        """Floor of memory and count of handles after a slot, by worker."""
        pid = self._worker_pid
        if pid is None:
            return
        self.account.rss[pid].append(int(told.get("used") or 0))
        with contextlib.suppress(psutil.Error):
            self.account.handles[pid].append(_handles(psutil.Process(pid)))

    def _see(self, pid: int) -> None:
        with contextlib.suppress(psutil.Error):
            self.account.processes[pid] = psutil.Process(pid).create_time()

    def _ended(self) -> list[int]:
        return [slot for slot, state in self.account.states.items() if SlotState(state).is_final]

    # ── the account ───────────────────────────────────────────────────────────────────────────

    def _settle(self) -> dict[str, Any]:
        """What the history and the disk say, held against what the consoles said."""
        rows = _all_rows(self._folder / "data")
        by_state = Counter(row.state for row in rows)
        faults = [fault for row in rows if row.state is SlotState.DONE if (fault := _false_done(row))]
        told_otherwise = [row.slot_id for row in rows if self.account.states.get(row.slot_id) != row.state]
        lost = self.account.acknowledged - {row.slot_id for row in rows if row.state.is_final}
        recovery = self.account.recovery_s
        return {
            "submitted": len(rows),
            **{state.value: by_state[state] for state in SlotState if state.is_final},
            "lost": len(lost),
            "duplicated": sum(count > 1 for count in self.account.ends.values()),
            "false_done": len(faults),
            "told_otherwise": len(told_otherwise),
            "litter": _litter(self._folder / "out"),
            "kills": {"worker": self.account.worker_kills, "console": self.account.console_kills},
            "recovery_s": {
                **_middle_most([*recovery["worker"], *recovery["console"]]),
                **{whom: _middle_most(seconds) for whom, seconds in recovery.items()},
            },
            "slot_s": {"p50": round(median(self.account.slot_s), 3) if self.account.slot_s else None},
            "rss_slope_bytes_per_slot": _slope(list(self.account.rss.values())),
            "handles_delta": _growth(list(self.account.handles.values())),
            "processes_left": self._processes_left(),
            "notices": sorted(set(self.account.notices)) + faults,
        }

    def _processes_left(self) -> int:
        left = []
        for pid, created in self.account.processes.items():
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(pid)
                if process.create_time() == created:
                    left.append(process)
        _, alive = psutil.wait_procs(left, timeout=END_LIMIT_S)
        return len(alive)


def soak(arguments: argparse.Namespace) -> int:
    """The command; 0 when nothing was lost, doubled or told falsely, and nothing was left behind."""
    folder = Path(tempfile.mkdtemp(prefix="vortex-soak-"))
    run = Soak(
        folder,
        slots=arguments.slots,
        kill_worker=arguments.kill_worker,
        kill_console=arguments.kill_console,
        seed=getattr(arguments, "seed", None) or 0,
        profile=getattr(arguments, "profile", None) or "mini",
        keep_spare=True,
    )
    found = run.run()
    good = is_good(found)
    if good:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        found["kept"] = str(folder)
    print(json.dumps(found, indent=2) if arguments.json else _sentences(found))
    return DONE if good else FAILED


def is_good(found: dict[str, Any]) -> bool:
    """The account adds up: everything submitted is over, nothing lost, doubled, false or left behind."""
    over = sum(found[state.value] for state in SlotState if state.is_final)
    none = ("lost", "duplicated", "false_done", "told_otherwise", "litter", "processes_left")
    return found["submitted"] == over and not any(found[name] for name in none)


def _settings(folder: Path, profile: str) -> Settings:
    """Restarts at once and without limit: here the deaths are ours."""
    return Settings(
        pipeline=PipelineSettings(profile=profile),
        folders=FolderSettings(output=str(folder / "out"), data=str(folder / "data")),
        worker=WorkerSettings(
            restart_limit=100, backoff_s=0.1, stable_after_s=0.01, niceness=0, ready_timeout_s=600.0
        ),
        output=OutputSettings(min_free_gb=0.05),
    )


def _all_rows(folder: Path) -> list[SlotRow]:
    with closing(open_reader(folder)) as history:
        return list(history.page(SlotQuery(order=SlotOrder.OLDEST, limit=1_000_000)).rows)


def _false_done(row: SlotRow) -> str | None:
    """Why a slot that is called done is not; `None` when its folder is whole and its clip plays."""
    if whole_report(row) is None:
        return f"{row.folder} is not whole."
    return clip_fault(row.video)


def _middle_most(seconds: Sequence[float]) -> dict[str, float | None]:
    """Median and highest, `None` without any."""
    if not seconds:
        return {"p50": None, "max": None}
    return {"p50": round(median(seconds), 3), "max": round(max(seconds), 3)}


def _handles(process: psutil.Process) -> int:
    if sys.platform == "win32":
        return process.num_handles()
    return process.num_fds()


def _litter(output: Path) -> int:
    """Folders that are no slot's: half-written, or being replaced."""
    return sum(1 for path in output.glob(".*slot-*"))


def _slope(lives: list[list[int]], *, warm: int = 2) -> float | None:
    """Bytes a slot of the resident set, by least squares over all lives, each with its own level."""
    above, below = 0.0, 0.0
    for life in lives:
        values = life[warm:]
        if len(values) < 3:
            continue
        middle, level = (len(values) - 1) / 2, sum(values) / len(values)
        above += sum((at - middle) * (value - level) for at, value in enumerate(values))
        below += sum((at - middle) ** 2 for at in range(len(values)))
    return round(above / below, 1) if below else None


def _growth(lives: list[list[int]], *, warm: int = 2) -> int | None:
    """The most that a worker's handles grew from its third slot to its last."""
    grown = [life[-1] - life[warm] for life in lives if len(life) > warm]
    return max(grown) if grown else None


def _sentences(found: dict[str, Any]) -> str:
    states = ", ".join(f"{found[state.value]} {state.value}" for state in SlotState if state.is_final)
    kills, recovery = found["kills"], found["recovery_s"]
    return "\n".join(
        (
            f"{found['submitted']} slots: {states}.",
            f"{found['lost']} lost, {found['duplicated']} doubled, {found['false_done']} falsely done.",
            f"{kills['worker']} workers and {kills['console']} consoles killed; back in"
            f" {recovery['p50']} s (median), {recovery['max']} s at most.",
            f"Memory {found['rss_slope_bytes_per_slot']} bytes a slot, handles {found['handles_delta']},"
            f" processes left {found['processes_left']}.",
            *found["notices"],
        )
    )
