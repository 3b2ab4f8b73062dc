"""How the queue will run, as the engine last played it forward."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QObject

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.state.figures.observable import Observable
from vortex_gui.engine.facts.forecast import Forecast, Outlook, late_by


class QueueOutlook(Observable):
    """`forecasts` of the waiting slots by their numbers; empty while nothing is known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outlook: Outlook | None = None
        self.forecasts: Mapping[int, Forecast] = {}

    def put(self, outlook: Outlook | None) -> None:
        """Takes the engine's newest look."""
        before, self._outlook = _lessons(self._outlook), outlook
        forecasts = outlook.forecasts() if outlook is not None else {}
        if (forecasts, _lessons(outlook)) != (self.forecasts, before):
            self.forecasts = forecasts
            self.changed.emit()

    @property
    def late(self) -> tuple[int, ...]:
        """The waiting slots that will miss their deadline."""
        return tuple(slot_id for slot_id, forecast in self.forecasts.items() if forecast.is_late)

    def if_moved(self, slot_ids: Collection[int], position: int) -> Mapping[int, Forecast]:
        """As if the slots stood side by side behind so many of the others."""
        return self._outlook.if_moved(slot_ids, position) if self._outlook is not None else {}

    def late_by(self, changed: Mapping[int, Forecast]) -> tuple[int, ...]:
        """The slots that would be late only then."""
        return late_by(self.forecasts, changed)

    def if_added(self, recipe: Recipe, due_s: float | None) -> Forecast | None:
        """Of a recipe at the end of the queue; `None` while it is not known."""
        return self._outlook.if_added(recipe, due_s) if self._outlook is not None else None

    def need_s(self, recipe: Recipe) -> tuple[float, float] | None:
        """Seconds that a recipe takes on the rung that its budgets choose, as a range; `None`: not known."""
        known = self._outlook.needs if self._outlook is not None else None
        if known is None or not (needs := known.of_recipe(recipe)):
            return None
        need = needs[known.wished_of_recipe(recipe)]
        return need.low_s, need.high_s

    @property
    def now(self) -> float:
        """The moment of the last look, in epoch seconds."""
        return self._outlook.now if self._outlook is not None else 0.0


def _lessons(outlook: Outlook | None) -> tuple[object, ...]:
    """What a recipe that is not queued yet is looked ahead by."""
    return () if outlook is None else (outlook.places, outlook.needs)
