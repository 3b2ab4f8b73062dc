"""Fetches and prepares checkpoints in a process of its own, and reads its lines of JSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Literal

from vortex_gui.base.fetch_lines import FetchEnd, FetchFault, FetchLine, read_line
from vortex_gui.base.files.shipped import program
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.side.ending import end

LONGEST_LINE = 1 << 20
"""Bytes of the sizes' line: some hundred for each file of a profile."""


class Fetch:
    """One run of `prefetch` or `prepare`. A stopped fetch keeps its bytes: the next one resumes there."""

    def __init__(
        self,
        profile: str,
        *,
        command: Literal["prefetch", "prepare"] = "prefetch",
        only_sizes: bool = False,
        settings_file: Path | None = None,
    ) -> None:
        self.profile = profile
        own = () if settings_file is None else ("--settings", str(settings_file))
        self._words = (command, *own, "--profile", profile, "--json", *(["--dry-run"] if only_sizes else []))
        self._process: asyncio.subprocess.Process | None = None
        self._is_stopped = False

    def stop(self) -> None:
        """Ends the process, if there is one; `lines` ends soon after it."""
        self._is_stopped = True
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()

    async def lines(self) -> AsyncGenerator[FetchLine, None]:
        """Runs the command. The last line is a `FetchEnd` or a `FetchFault`, unless it was stopped.

        Closing the generator, or a cancel, ends the process.
        """
        if self._is_stopped:
            return
        process = self._process = await asyncio.create_subprocess_exec(
            *program(*self._words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LONGEST_LINE,
        )
        try:
            if self._is_stopped:
                return
            async for line in _read(process):
                yield line
                if isinstance(line, FetchEnd | FetchFault):
                    return
        finally:
            await end(process)


async def _read(process: asyncio.subprocess.Process) -> AsyncGenerator[FetchLine, None]:
    """The command's lines; a fault of our own when it ends without one, or prints an unreadable line."""
    assert process.stdout is not None  # it was asked for
    last = b""
    async for text in process.stdout:
        last = text
        try:
            line = read_line(text)
        except ValueError:
            yield FetchFault(tr("This version cannot read the output of the fetch."), "")
            return
        if line is not None:
            yield line
    yield FetchFault(last.decode("utf-8", "replace").strip() or tr("The fetch ended without a result."), "")
