"""The rundown's requests over an engine that only queues, and a list of the notices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.console.rows import row
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.rundown.making import RundownMaking
from vortex_gui.console.control.rundown.requests import RundownNeeds, RundownRequests
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotRow


@dataclass
class Sitting:
    """What the rundown is given, and what it did with it."""

    state: ConsoleState
    queued: list[Recipe] = field(default_factory=list)
    told: list[tuple[Any, ...]] = field(default_factory=list)
    did: list[str] = field(default_factory=list)
    rows: dict[int, SlotRow] = field(default_factory=dict)
    fault: Exception | None = None

    def __post_init__(self) -> None:
        self.failures = list[BaseException]()
        self.tasks = Tasks(lambda name, error: self.failures.append(error))
        self.thread = WorkThread("rundown")
        self.making = RundownMaking(self.state, self.tasks.begin, self._submit, self._tell)
        needs = RundownNeeds(
            self.state, self.tasks.begin, self.thread, self.making, self._row, self._tell, self._did
        )
        self.requests = RundownRequests(needs)

    async def _submit(self, recipe: Recipe) -> SlotRow:
        if self.fault is not None:
            raise self.fault
        self.queued.append(recipe)
        return row(len(self.queued))

    async def _row(self, slot_id: int) -> SlotRow | None:
        return self.rows.get(slot_id)

    def _tell(self, severity: object, text: str, **more: Any) -> None:
        self.told.append((severity, text, more))

    def _did(self, text: str, slot_id: int | None = None) -> None:
        self.did.append(text)

    def titles(self) -> list[str]:
        return [item.title for item in self.state.rundown.items]

    def numbers(self) -> list[int]:
        return [item.item_id for item in self.state.rundown.items]

    async def rest(self) -> None:
        """Until nothing is under way."""
        while self.tasks.names:
            await asyncio.sleep(0.01)


@pytest.fixture
def sitting(qloop: asyncio.Runner, state: ConsoleState) -> Iterator[Sitting]:
    made = Sitting(state)
    yield made
    qloop.run(made.tasks.close())
    qloop.run(made.thread.close())
