"""The controller's part for the rundown puts its slots into the engine's queue."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.console.control.rundown.conftest import Sitting
from tests.console.rows import row
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.control.rundown.rundown_control import RundownControl
from vortex_gui.engine.facts.slots import SlotRow


@dataclass
class Queueing:
    """An engine that only queues."""

    queued: list[Recipe] = field(default_factory=list)

    async def submit(self, recipe: Recipe) -> SlotRow:
        self.queued.append(recipe)
        return row(len(self.queued))

    async def row(self, slot_id: int) -> SlotRow | None:
        return row(slot_id)


async def test_slots_that_fall_due_are_queued(sitting: Sitting, recipe: Recipe) -> None:
    engine = Queueing()
    control = RundownControl(
        sitting.state,
        sitting.tasks.begin,
        lambda: engine,  # type: ignore[arg-type, return-value]
        engine.submit,
        sitting._tell,
        sitting._did,
        sitting.state,
    )
    control.requests.add_recipe(recipe)
    control.requests.start()
    await sitting.rest()
    control.look()
    await sitting.rest()
    assert len(engine.queued) == 1
    assert sitting.state.rundown.items[0].slot_id == 1
    assert sitting.state.rundown.value.slots_from is not None
    assert sitting.state.rundown.value.slots_from > steady_now()
    await control.close()
