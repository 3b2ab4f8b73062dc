"""The soak's account: the consoles' reports against the history, the disk and the processes."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.records import SlotOrder, SlotQuery
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.file import open_reader
from vortex_gui.engine.output.finished_folder import whole_report
from vortex_gui.measure.soak.playable import clip_fault

END_LIMIT_S = 10.0
WARM_SLOTS = 5
WARM_SHARE = 0.1
"""First slots of a worker, so many or this share, whose growth is its buffers and caches filling."""


@dataclass(slots=True)
class Account:
    """The consoles' reports, and measurements from outside."""

    acknowledged: set[int] = field(default_factory=set)
    ends: Counter[int] = field(default_factory=Counter)
    states: dict[int, str] = field(default_factory=dict)
    recovery_s: dict[str, list[float]] = field(default_factory=lambda: {"worker": [], "console": []})
    """Seconds from a kill to the next ready worker, by the killed process."""
    reopened_s: list[float] = field(default_factory=list)
    """Seconds from a console's kill until the next one has its queue and history open."""
    slot_s: list[float] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    rss: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    handles: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    processes: dict[int, float] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def ended(self) -> int:
        """How many slots are over."""
        return sum(SlotState(state).is_final for state in self.states.values())

    def see(self, pid: int) -> None:
        """A process that has to be gone in the end."""
        with contextlib.suppress(psutil.Error):
            self.processes[pid] = psutil.Process(pid).create_time()

    def see_children(self, pid: int) -> None:
        """The children of a console have to be gone too: a spare, and whatever else it started."""
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(pid).children():
                self.see(child.pid)

    def measure(self, worker_pid: int, floor_bytes: int) -> None:
        """Floor of memory and count of handles of a worker after a slot."""
        if floor_bytes:
            self.rss[worker_pid].append(floor_bytes)
        with contextlib.suppress(psutil.Error):
            self.handles[worker_pid].append(_handles(psutil.Process(worker_pid)))

    def settle(self, data: Path, output: Path) -> dict[str, Any]:
        """The account as plain data, once every console is closed."""
        rows = _all_rows(data)
        by_state = Counter(row.state for row in rows)
        faults = [fault for row in rows if row.state is SlotState.DONE if (fault := _false_done(row))]
        recovery = self.recovery_s
        return {
            "submitted": len(rows),
            **{state.value: by_state[state] for state in SlotState if state.is_final},
            "lost": len(self.acknowledged - {row.slot_id for row in rows if row.state.is_final}),
            "duplicated": sum(count > 1 for count in self.ends.values()),
            "false_done": len(faults),
            "told_otherwise": sum(self.states.get(row.slot_id) != row.state for row in rows),
            "litter": sum(1 for _ in output.glob(".*slot-*")),
            "kills": dict.fromkeys(recovery, 0) | dict(self.kills),
            "recovery_s": {
                **middle_most([*recovery["worker"], *recovery["console"]]),
                **{whom: middle_most(seconds) for whom, seconds in recovery.items()},
            },
            "reopened_s": middle_most(self.reopened_s),
            "slot_s": {"p50": round(median(self.slot_s), 3) if self.slot_s else None},
            **_named(slope(list(self.rss.values()))),
            "handles_delta": growth(list(self.handles.values())),
            "processes_left": self._processes_left(),
            "notices": sorted(set(self.notices)) + faults,
        }

    def _processes_left(self) -> int:
        left = []
        for pid, created in self.processes.items():
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(pid)
                if process.create_time() == created:
                    left.append(process)
        _, alive = psutil.wait_procs(left, timeout=END_LIMIT_S)
        return len(alive)


def is_good(found: dict[str, Any]) -> bool:
    """The account adds up: each submitted slot is over; none lost, doubled or false; nothing left behind."""
    over = sum(found[state.value] for state in SlotState if state.is_final)
    none = ("lost", "duplicated", "false_done", "told_otherwise", "litter", "processes_left")
    return found["submitted"] == over and not any(found[name] for name in none)


def is_good_over_machines(found: dict[str, Any]) -> bool:
    """As of any soak; and each freeze was told in time, and no cut link cost an attempt."""
    return is_good(found) and not found["told_late"] and not found["cut_other_attempt"]


def middle_most(seconds: Sequence[float]) -> dict[str, float | None]:
    """Median and highest, `None` without any."""
    if not seconds:
        return {"p50": None, "max": None}
    return {"p50": round(median(seconds), 3), "max": round(max(seconds), 3)}


def slope(lives: list[list[int]], *, warm: int = WARM_SLOTS) -> tuple[float, float] | None:
    """Bytes a slot of the memory floor, and its noise: twice the standard error.

    By least squares over all lives, each with its own level; `None` when none is long enough.
    """
    settled = [life[max(warm, round(len(life) * WARM_SHARE)) :] for life in lives]
    points = [
        (at - (len(life) - 1) / 2, value - sum(life) / len(life))
        for life in settled
        if len(life) >= 3
        for at, value in enumerate(life)
    ]
    if not points:
        return None
    spread = sum(at * at for at, _ in points)
    rise = sum(at * value for at, value in points) / spread
    free = len(points) - 1 - sum(len(life) >= 3 for life in settled)
    left = sum((value - rise * at) ** 2 for at, value in points)
    return rise, 2 * (left / free / spread) ** 0.5


def growth(lives: list[list[int]], *, warm: int = WARM_SLOTS) -> int | None:
    """The most that a worker's handles grew from its first settled slot to its last."""
    grown = [life[-1] - life[warm] for life in lives if len(life) > warm]
    return max(grown) if grown else None


def _named(found: tuple[float, float] | None) -> dict[str, float | None]:
    rise, noise = (None, None) if found is None else (round(part, 1) for part in found)
    return {"rss_slope_bytes_per_slot": rise, "rss_noise_bytes_per_slot": noise}


def _all_rows(folder: Path) -> list[SlotRow]:
    with closing(open_reader(folder)) as history:
        return list(history.page(SlotQuery(order=SlotOrder.OLDEST, limit=1_000_000)).rows)


def _false_done(row: SlotRow) -> str | None:
    """Why a slot counts as done and is not; `None` when its folder is whole and its clip plays."""
    if whole_report(row) is None:
        return tr("{folder} is incomplete.", folder=row.folder)
    return clip_fault(row.video)


def _handles(process: psutil.Process) -> int:
    if sys.platform == "win32":
        return process.num_handles()
    return process.num_fds()
