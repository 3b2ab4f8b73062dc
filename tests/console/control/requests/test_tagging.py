"""Tags are given through the engine, noted, and taken back by undo."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.console.rows import row
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.requests.tagging import Tagging
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotRow


class Rows:
    """An engine that keeps tags."""

    def __init__(self) -> None:
        self.kept = {1: row(1), 2: row(2, tags=("old",))}

    async def row(self, slot_id: int) -> SlotRow | None:
        return self.kept.get(slot_id)

    async def set_tags(self, tags: Mapping[int, Sequence[str]]) -> list[SlotRow]:
        for slot_id, wished in tags.items():
            self.kept[slot_id] = replace(self.kept[slot_id], tags=tuple(wished))
        return [self.kept[slot_id] for slot_id in tags]

    def tags(self) -> list[tuple[str, ...]]:
        return [each.tags for each in self.kept.values()]


async def test_tags_are_set_and_taken_back(qloop: asyncio.Runner, state: ConsoleState) -> None:
    engine, noted = Rows(), list[str]()
    tasks = Tasks(lambda name, error: noted.append(f"{name}: {error}"))
    tagging = Tagging(state, tasks, lambda: engine, lambda text, slot_id=None: noted.append(text))  # type: ignore[arg-type, return-value]

    async def rest() -> None:
        while tasks.names:
            await asyncio.sleep(0.01)

    tagging.set_tags({1: ("late",), 2: (), 99: ("none",)})
    await rest()
    assert engine.tags() == [("late",), ()]
    assert noted == ["Changed the tags of slots 1 to 2."]
    state.undo.undo()
    await rest()
    assert engine.tags() == [(), ("old",)]
    state.undo.redo()
    await rest()
    assert engine.tags() == [("late",), ()]
    tagging.set_tags({1: ("late",)})
    await rest()
    assert len(noted) == 3, "nothing changed"
    await tasks.close()
