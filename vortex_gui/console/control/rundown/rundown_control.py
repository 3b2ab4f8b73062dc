"""The controller's part for the rundown: its requests, its slots, its file, put together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QObject

from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.rundown.facts import Begin, RundownFacts
from vortex_gui.console.control.rundown.keeping import RundownKeeping
from vortex_gui.console.control.rundown.making import RundownMaking
from vortex_gui.console.control.rundown.requests import RundownNeeds, RundownRequests
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import Did
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.read_only import ReadOnlyEngine


class RundownControl:
    """`requests` answer the widgets; `look` is called once a second. `engine` gives the open one,
    `submit` queues a recipe."""

    def __init__(
        self,
        state: ConsoleState,
        begin: Begin,
        engine: Callable[[], ReadOnlyEngine],
        submit: Callable[[Recipe], Awaitable[SlotRow]],
        tell: Callable[..., None],
        did: Did,
        parent: QObject,
    ) -> None:
        self._engine = engine
        self._thread = WorkThread("rundown")
        self._making = RundownMaking(state, begin, submit, tell)
        self._facts = RundownFacts(state, begin, self._thread, engine)
        data_dir: Path = state.settings.folders.data_path
        self._keeping = RundownKeeping(state, data_dir, begin, self._thread, parent)
        needs = RundownNeeds(state, begin, self._thread, self._making, self._row, tell, did)
        self.requests = RundownRequests(needs)
        state.rundown.over.connect(lambda: did(tr("The rundown is over.")))

    def begin(self, *, writes: bool) -> None:
        """The engine is open: the rundown of the sitting before comes back."""
        self._keeping.begin(writes=writes)

    def look(self) -> None:
        self._making.look()

    def keep(self) -> None:
        """Writes what has changed since; called before the tasks end."""
        self._keeping.keep()

    async def close(self) -> None:
        await self._thread.close()

    async def _row(self, slot_id: int) -> SlotRow | None:
        return await self._engine().row(slot_id)
