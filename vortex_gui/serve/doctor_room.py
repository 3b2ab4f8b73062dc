"""This machine's doctor for the console that asks: one run at a time, and none for one that left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from vortex_gui.base.doctor_report import DoctorReport
from vortex_gui.base.errors import SettingsError
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.side.examining import NoReport
from vortex_gui.serve.shipped_profile import shipped_profile
from vortex_gui.wire.link.words import AskDoctor, DoctorTold

MOST_WAITING = 16
MOST_CHARS = 4000
Examine = Callable[[str], Awaitable[DoctorReport | NoReport]]
"""Checks this machine for a profile."""


class DoctorRoom:
    """Used on the loop. Whoever asks during a run for the same profile gets its answer."""

    def __init__(self, examine: Examine, answer: Callable[[DoctorTold], None]) -> None:
        self._examine = examine
        self._answer = answer
        self._profile = ""
        self._waiting: list[int] = []
        """The nonces that this run answers."""
        self._run: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        """Runs of consoles that have gone."""

    def ask(self, asked: AskDoctor) -> None:
        """Answers later, or at once that it cannot be."""
        try:
            if asked.profile:
                shipped_profile(asked.profile)
        except SettingsError as error:
            self._refuse(asked, error.sentence, tr("Name one of those."))
            return
        if self._run is not None and (asked.profile != self._profile or len(self._waiting) >= MOST_WAITING):
            self._refuse(asked, tr("Its doctor is at work already."), tr("Ask again once it has finished."))
            return
        self._waiting.append(asked.nonce)
        if self._run is None:
            self._profile = asked.profile
            self._run = asyncio.get_running_loop().create_task(self._work(asked.profile), name="doctor")

    def leave(self) -> None:
        """The console has gone: nobody waits for the answer."""
        self._waiting.clear()
        if self._run is not None:
            self._run.cancel()
            self._ending.add(self._run)
            self._run.add_done_callback(self._ending.discard)
            self._run = None

    async def close(self) -> None:
        """Ends what runs, for good."""
        self.leave()
        if self._ending:
            await asyncio.wait(self._ending)

    async def _work(self, profile: str) -> None:
        found: DoctorReport | NoReport
        try:
            found = await self._examine(profile)
        except OSError as error:
            told = tr("The doctor could not be started ({why}).", why=error.strerror or error)
            found = NoReport(told, tr("Install this release there again."))
        waiting, self._waiting, self._run = self._waiting, [], None
        for nonce in waiting:
            self._answer(_told(nonce, profile, found))

    def _refuse(self, asked: AskDoctor, sentence: str, remedy: str) -> None:
        self._answer(DoctorTold(asked.nonce, asked.profile, (), sentence[:MOST_CHARS], remedy))


def _told(nonce: int, profile: str, found: DoctorReport | NoReport) -> DoctorTold:
    if isinstance(found, NoReport):
        return DoctorTold(nonce, profile, (), found.sentence[:MOST_CHARS], found.remedy)
    return DoctorTold(nonce, found.profile, found.checks, "", "")
