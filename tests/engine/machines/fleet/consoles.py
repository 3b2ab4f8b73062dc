"""A console in a process of its own, to be frozen or killed while other machines work for it."""

from __future__ import annotations

import queue
import subprocess
import sys
from types import TracebackType
from typing import Any

import psutil

from tests.engine.machines.fleet.fleets import Fleet
from tests.engine.test_engine import LIMIT_S, recipe
from tests.paths import CHILDREN
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import save_machines
from vortex_gui.measure.console_lines import order


class Console:
    """A console in a process of its own, to be frozen or killed; its own worker is never ready."""

    def __init__(self, fleet: Fleet, prompt: str, slots: int) -> None:
        save_machines(fleet.folder / "data", [Machine(name) for name in fleet.boxes])
        settings = Settings(
            folders=FolderSettings(output=str(fleet.folder / "out"), data=str(fleet.folder / "data")),
            worker=WorkerSettings(niceness=0, keep_spare="never"),
        )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vortex_gui.measure.soak.console"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        orders = {
            "slots": slots,
            "recipe": recipe(prompt).plain(),
            "worker_command": [sys.executable, str(CHILDREN / "never_ready.py")],
            "dial": {name: fleet.dial(name) for name in fleet.boxes},
            "settings": settings.model_dump(mode="json"),
        }
        order(self.process, orders, self._told)
        self.lines: list[dict[str, Any]] = []

    def __enter__(self) -> Console:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.kill()

    def until(self, slot_id: int, state: SlotState) -> None:
        while not any(line.get("slot") == slot_id and line.get("state") == state for line in self.lines):
            line = self._told.get(timeout=LIMIT_S)
            assert line is not None, "the console has ended"
            self.lines.append(line)

    def kill(self) -> None:
        """It and what it started; its machines go on."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait(LIMIT_S)
        assert self.process.stdin is not None
        self.process.stdin.close()
        psutil.wait_procs(children, timeout=LIMIT_S)
        while self._told.get(timeout=LIMIT_S) is not None:
            pass

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        while self._told.get(timeout=LIMIT_S) is not None:
            pass
        assert self.process.wait(LIMIT_S) == 0
