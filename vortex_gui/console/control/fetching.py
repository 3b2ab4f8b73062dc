"""Runs `vortex-gui prefetch --json` in a process of its own and hands its lines to the state."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from PySide6.QtCore import QObject

from vortex_gui.base.shipped import program
from vortex_gui.console.state.fetch_state import FetchPhase, FetchState

END_S = 3.0
"""How long the process has to end by itself before it is killed."""

LONGEST_LINE = 1 << 20
"""Bytes of the sizes' line: some hundred for each file of a profile."""


class Fetching(QObject):
    """One process at a time. Stopping keeps what has come: the next fetch goes on from there."""

    def __init__(self, state: FetchState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._process: asyncio.subprocess.Process | None = None
        self._one = asyncio.Lock()
        self._turn = 0

    async def survey(self, profile: str) -> None:
        """Asks the hub for the sizes; fetches nothing."""
        await self._run(profile, FetchPhase.ASKING, "--dry-run")

    async def fetch(self, profile: str) -> None:
        """Fetches what is missing; returns when it is done, has failed or was stopped."""
        await self._run(profile, FetchPhase.FETCHING)

    def stop(self) -> None:
        """Ends the process, if there is one; the state tells it at once, and late lines are dropped."""
        self._turn += 1
        if self._state.is_busy:
            self._state.update(phase=FetchPhase.STOPPED)
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()

    async def _run(self, profile: str, phase: FetchPhase, *words: str) -> None:
        self._turn += 1
        turn = self._turn
        self._state.begin(profile, phase)
        async with self._one:  # one that was stopped may still be ending
            if turn == self._turn:
                await self._listen(turn, program("prefetch", "--profile", profile, "--json", *words))

    async def _listen(self, turn: int, command: Sequence[str]) -> None:
        pipe = asyncio.subprocess.PIPE
        process = self._process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=pipe,
            stderr=asyncio.subprocess.STDOUT,
            limit=LONGEST_LINE,
        )
        assert process.stdout is not None
        last = b""
        try:
            async for line in process.stdout:
                last = line
                if turn == self._turn:
                    self._take(line)
            if turn == self._turn and self._state.is_busy:
                self._state.fail(last.decode("utf-8", "replace").strip() or self.tr("The fetch ended."))
        except asyncio.CancelledError:
            self.stop()
            raise
        finally:
            await _end(process)
            self._process = None

    def _take(self, line: bytes) -> None:
        try:
            told = json.loads(line)
        except ValueError:  # a library's own words
            return
        if isinstance(told, dict):
            self._state.take(told)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_S)
    except TimeoutError:
        process.kill()
        await process.wait()
