"""Moves the rundown on by the clock, and queues the slots that fall due, each with its deadline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.recipe.recipe import Recipe, load_recipe
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.rundown.facts import Begin
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.air_times import wanted
from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotRow, SlotState

LOST = ItemSlot(None, SlotState.FAILED)
"""In the place of a slot that could not be queued."""
TASK = "rundown slot"


class RundownMaking:
    """`submit` queues a recipe; `tell` is the controller's `notify`."""

    def __init__(
        self,
        state: ConsoleState,
        begin: Begin,
        submit: Callable[[Recipe], Awaitable[SlotRow]],
        tell: Callable[..., None],
    ) -> None:
        self._state, self._work, self._submit, self._tell = state, begin, submit, tell
        self._asked = 0
        """Slots that are asked for and not queued yet."""

    def look(self) -> None:
        """Called once a second, and when something has changed that may not wait so long."""
        rundown, now = self._state.rundown, steady_now()
        rundown.advance_if_due(now)
        if self._asked or self._state.read_only:
            return
        after, want = wanted(rundown.value, now, len(self._state.slots.queue))
        rundown.put(after)
        if want is not None:
            self._begin(want.item, want.due_at, now)

    def queue(self, item_ids: Collection[int]) -> None:
        """Queues a slot for each of these items that has none."""
        for item in self._state.rundown.items:
            if item.item_id in item_ids and item.makes_slots and (item.slot is None or item.is_lost):
                self._begin(item, None, steady_now())

    def _begin(self, item: RundownItem, due_at: float | None, now: float) -> None:
        self._asked += 1
        self._work(self._queue(item, due_at, now), TASK)

    async def _queue(self, item: RundownItem, due_at: float | None, now: float) -> None:
        slot = LOST
        try:
            recipe = item.recipe if item.path is None else load_recipe(item.path)
            if recipe is not None:
                row = await self._submit(_fresh(recipe, None if due_at is None else due_at - now))
                slot = ItemSlot(row.slot_id, row.state, due_at=due_at)
        except RecipeError as error:
            text = tr("The rundown skipped {name}.", name=item.title)
            self._tell(Severity.ERROR, text, remedy="\n".join(error.faults), key="rundown")
        finally:
            self._asked -= 1
            rundown = self._state.rundown
            rundown.put(rundown.value.with_slot(item.item_id, slot))


def _fresh(recipe: Recipe, deadline_s: float | None) -> Recipe:
    """The recipe for one airing: another number and seed each time; its own deadline counts first."""
    own_s = recipe.slot_params.deadline_sec
    return recipe.with_slot(slot_id=None, seed=None, deadline_sec=own_s or deadline_s)
