"""Puts what fetching and preparing checkpoints reports into the state; one at a time."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vortex_gui.console.state.figures.fetch_state import FetchPhase, FetchState
from vortex_gui.console.state.intents import Intents
from vortex_gui.engine.facts.events import Severity

if TYPE_CHECKING:
    from vortex_gui.engine.side.fetching import Fetch


class Fetching:
    """Called on the loop by the controller, which owns the tasks."""

    def __init__(self, state: FetchState, intents: Intents, settings_file: Path | None = None) -> None:
        self._state = state
        self._intents = intents
        self._settings_file = settings_file
        self._one = asyncio.Lock()
        self._fetch: Fetch | None = None

    async def survey(self, profile: str) -> None:
        """Asks the hub for the sizes; fetches nothing."""
        await self._run(self._new(profile, only_sizes=True), FetchPhase.ASKING)

    async def fetch(self, profile: str) -> None:
        """Fetches what is missing; returns when it is done, has failed or was stopped."""
        await self._run(self._new(profile), FetchPhase.FETCHING)
        self._tell()

    async def prepare(self, profile: str) -> None:
        """Quantises what is not prepared; returns when it is done, has failed or was stopped."""
        await self._run(self._new(profile, command="prepare"), FetchPhase.PREPARING)
        self._tell()

    def stop(self) -> None:
        """Ends the fetch, if there is one; the state shows it at once, and late lines are dropped."""
        fetch, self._fetch = self._fetch, None
        if self._state.is_busy:
            self._state.update(phase=FetchPhase.STOPPED)
        if fetch is not None:
            fetch.stop()

    def _new(self, profile: str, **given: Any) -> Fetch:
        from vortex_gui.engine.side.fetching import Fetch  # with the first fetch: no window waits for it

        return Fetch(profile, settings_file=self._settings_file, **given)

    async def _run(self, fetch: Fetch, phase: FetchPhase) -> None:
        self._fetch = fetch
        self._state.begin(fetch.profile, phase)
        async with self._one:  # one that was stopped may still be ending
            try:
                await self._listen(fetch)
            except asyncio.CancelledError:
                self.stop()
                raise

    def _tell(self) -> None:
        state = self._state
        if state.outcome:
            self._intents.notify(Severity.SUCCESS, state.outcome, key=f"fetch {state.profile}")
        elif state.phase is FetchPhase.FAILED:
            key = f"fetch {state.profile}"
            self._intents.notify(Severity.ERROR, state.fault, remedy=state.remedy, key=key)

    async def _listen(self, fetch: Fetch) -> None:
        async with aclosing(fetch.lines()) as lines:
            async for line in lines:
                if fetch is self._fetch:
                    self._state.take(line)
