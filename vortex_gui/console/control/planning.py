"""Runs `vortex-gui plan --json` in a process of its own and hands its plan to the state: it needs torch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject

from vortex_gui.base.exit_codes import BAD_INPUT
from vortex_gui.base.shipped import program
from vortex_gui.console.state.console_state import PlanState

LIMIT_S = 120.0


class Planning(QObject):
    """The plan, or the sentence why there is none."""

    def __init__(self, state: PlanState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    async def compute(self, profile: str, gpu: str | None, what_if: Mapping[str, Any]) -> None:
        """Returns when the process has ended; a cancel kills it."""
        wishes = {"gpu": gpu, **what_if} if gpu else what_if
        # With "=", so that what was typed is never taken for an option.
        words = [f"--{name.replace('_', '-')}={value}" for name, value in wishes.items()]
        process = await asyncio.create_subprocess_exec(
            *program("plan", f"--profile={profile}", "--json", *words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), LIMIT_S)
            self._take(process.returncode, out, err)
        except TimeoutError:
            self._state.put(None, self.tr("The plan took too long."))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _take(self, code: int | None, out: bytes, err: bytes) -> None:
        try:
            plan = json.loads(out)
        except ValueError:
            lines = err.decode("utf-8", "replace").strip().splitlines()
            told = " ".join(lines if code == BAD_INPUT else lines[-1:])
            self._state.put(None, told or self.tr("The plan ended with exit code {0}.").format(code))
        else:
            self._state.put(plan)
