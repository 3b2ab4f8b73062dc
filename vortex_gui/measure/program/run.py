"""Drives the program's soak: a virtual screen, a console on it, kills of its worker, and the account."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PySide6.QtCore import QSize

from vortex_gui.console.program.playout.priority import come_first
from vortex_gui.measure.console_lines import Told, order
from vortex_gui.measure.program.account import Shown, settle
from vortex_gui.measure.program.screen import Watch, virtual_screen

SIZE = (640, 360)
SCRIPT = "Good evening. Tonight the moon has filed a complaint about the noise."
QUIET_LIMIT_S = 300.0
CLOSE_LIMIT_S = 60.0
BETWEEN_KILLS_S = 10.0
"""At least: a worker has to live long enough to finish something."""


class ProgramSoak:
    """One soak in a folder of its own. `length_s` counts from the first clip on air."""

    def __init__(
        self,
        folder: Path,
        *,
        length_s: float,
        kill_worker: float,
        seed: int = 0,
        first: int = 2,
        script: str = SCRIPT,
        progress: Callable[[float, int, int], None] = lambda seconds, clips, kills: None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._length_s = length_s
        self._kill_worker = kill_worker
        self._chance = random.Random(seed)
        self._progress = progress
        recipe = {
            "audio_track": {"script": script},
            "visual_track": {"prompt": "a presenter in a studio"},
        }
        self._orders = {"recipe": recipe, "first": first, "tap": str(folder / "tap.raw")}
        self._told: Told = queue.SimpleQueue()
        self._console: subprocess.Popen[str] | None = None
        self._worker_pid: int | None = None
        self._killed_at = 0.0
        self._began: float | None = None
        self._switches: list[Shown] = []
        self._finished_at: dict[str, float] = {}
        self.kills = 0

    def run(self) -> dict[str, Any]:
        """The account as plain data. No process is left, whatever happens."""
        come_first()  # screen and counting, so that they miss nothing; the console is put back
        with virtual_screen(*SIZE) as display:
            self._open(display)
            watch: Watch | None = None
            try:
                watch = self._work(display)
                self._close()
            finally:
                if self._console is not None and self._console.poll() is None:
                    self._console.kill()
                    self._console.wait()
                if watch is not None:
                    watch.end()
        return self._settle(watch)

    def _open(self, display: str) -> None:
        plain = {
            name: value
            for name, value in os.environ.items()
            if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
        }
        settings = self._folder / "settings.yaml"
        settings.write_text(json.dumps(_settings(self._folder)))
        with (self._folder / "console.err").open("a") as errors:
            self._console = subprocess.Popen(
                [sys.executable, "-m", "vortex_gui.measure.program.console"],
                env={**plain, "DISPLAY": display, "VORTEX_SETTINGS": str(settings)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        psutil.Process(self._console.pid).nice(0)
        order(self._console, self._orders, self._told)

    def _work(self, display: str) -> Watch:
        """Until the time is over; looks at the screen from the first switch on."""
        watch: Watch | None = None
        heard_at = time.monotonic()
        while self._began is None or time.monotonic() - self._began < self._length_s:
            try:
                told = self._told.get(timeout=0.5)
            except queue.Empty:
                if time.monotonic() - heard_at > QUIET_LIMIT_S:
                    raise RuntimeError("nothing happened any more") from None
                continue
            if told is None:
                raise RuntimeError(f"the console ended: {(self._folder / 'console.err').read_text()[-800:]}")
            heard_at = time.monotonic()
            self._take(told)
            if watch is None and self._worker_pid is not None:
                watch = Watch(display, *SIZE)
        assert watch is not None
        return watch

    def _close(self) -> None:
        assert self._console is not None
        assert self._console.stdin is not None
        self._console.stdin.close()
        self._console.wait(CLOSE_LIMIT_S)
        while (told := self._told.get(timeout=CLOSE_LIMIT_S)) is not None:
            self._take(told)

    def _take(self, told: dict[str, Any]) -> None:
        match told:
            case {"kind": "worker", "pid": pid}:
                self._worker_pid = pid
            case {"kind": "slot", "clip": str(clip), "at": float(at)}:
                if clip:
                    self._finished_at[clip] = at
            case {"kind": "switch"}:
                names = Shown.__slots__
                self._switches.append(Shown(**{name: told[name] for name in names}))
                self._on_switch()

    def _on_switch(self) -> None:
        now = time.monotonic()
        if self._switches[-1].what != "clip":
            return
        if self._began is None:
            self._began = now
        if now - self._killed_at > BETWEEN_KILLS_S and self._chance.random() < self._kill_worker:
            self._kill()
        self._progress(now - self._began, self._clips(), self.kills)

    def _kill(self) -> None:
        if self._worker_pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._worker_pid, 9)
                self.kills += 1
                self._killed_at = time.monotonic()

    def _clips(self) -> int:
        return sum(switch.what == "clip" for switch in self._switches)

    def _settle(self, watch: Watch) -> dict[str, Any]:
        tap = self._folder / "tap.raw"
        sound = np.fromfile(tap, np.int16).reshape(-1, 2)
        account = settle(self._switches, self._finished_at, watch.looks, sound, QSize(*SIZE))
        return {
            "minutes": round((time.monotonic() - (self._began or time.monotonic())) / 60, 2),
            "kills": self.kills,
            "switches": len(self._switches),
            "fillers": sum(switch.what in ("card", "filler") for switch in self._switches),
            "filled_s": round(sum(switch.waited_s for switch in self._switches if switch.what == "clip"), 1),
            **asdict(account),
            "good": account.is_good(),
        }


def is_good(found: dict[str, Any]) -> bool:
    """Whether the account of a run has no fault."""
    return bool(found["good"])


def _settings(folder: Path) -> dict[str, Any]:
    """Restarts at once and without limit, from a spare that is always there: here the deaths are ours."""
    return {
        "folders": {"output": str(folder / "out"), "data": str(folder / "data")},
        "worker": {
            "restart_limit": 100,
            "backoff_s": 0.1,
            "stable_after_s": 0.01,
            "keep_spare": "always",
            "niceness": 0,
        },
        "console": {"autoplay": False},
        "output": {"min_free_gb": 0.05},
    }
