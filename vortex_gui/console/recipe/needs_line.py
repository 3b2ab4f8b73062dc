"""The line above Generate: how long the slot will take, and whether its deadline can be met."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.console.look import theme, words
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.forecast import Forecast


class NeedsLine(PlainLabel):
    """Hidden without a history to learn from; red when the slot would be late, or nobody would make it."""

    def __init__(self, state: ConsoleState, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._state = state
        self._recipe: Recipe | None = None
        self.is_late = False
        self.setWordWrap(True)
        self.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, 0)
        set_tip(self, tr("Estimated from earlier slots on this machine, after the slots in the queue"))
        for signal in (state.outlook.changed, state.worker.changed, state.workers.changed):
            signal.connect(self._refresh)
        theme.notifier().changed.connect(self._refresh)
        self._refresh()

    def show_recipe(self, recipe: Recipe | None) -> None:
        """The recipe as written; `None` while it has faults."""
        self._recipe = recipe
        self._refresh()

    def _refresh(self) -> None:
        self.is_late, text = self._said()
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
        tones = theme.current()
        self.setStyleSheet(f"color: {(tones.bad if self.is_late else tones.muted).name()}")
        self.setVisible(bool(text))

    def _said(self) -> tuple[bool, str]:
        recipe, state = self._recipe, self._state
        if recipe is not None and (nobody := self._nobody()):
            return True, nobody
        need = state.outlook.need_s(recipe) if recipe is not None else None
        if recipe is None or need is None:
            return False, ""
        due_s = recipe.slot_params.deadline_sec
        forecast = state.outlook.if_added(recipe, due_s)
        span = words.span(*need)
        if due_s is None:
            return False, self._beside_the_target(span, forecast)
        due = words.span(due_s, due_s)
        if forecast is None or not forecast.is_late:
            return False, self._in_time(span, due, forecast)
        wait_s = forecast.high_at - state.outlook.now - need[1]
        if wait_s >= 1:
            wait = words.span(wait_s, wait_s)
            return True, tr(
                "Needs about {span} after {wait} in the queue, due in {due}: it would be late.",
                span=span,
                wait=wait,
                due=due,
            )
        return True, tr("Needs about {span}, due in {due}: it would be late.", span=span, due=due)

    def _nobody(self) -> str:
        """Why no worker, here or elsewhere, comes to it without the operator; empty while one may."""
        if self._state.held:
            return ""
        told = [seat.status for seat in self._state.workers.seats]
        if any(status.state is not WorkerState.STOPPED for status in told):
            return ""
        return joined(tr("It would wait in the queue."), self._state.worker.sentence)

    def _beside_the_target(self, span: str, forecast: Forecast | None) -> str:
        """Without a deadline nothing can be late."""
        profile = self._state.profile
        if forecast is not None and 0 < forecast.rung < len(profile.ladder):
            rung = profile.ladder[forecast.rung].name
            return tr(
                "Needs about {span} on the rung that its budgets choose ({rung}).", span=span, rung=rung
            )
        if profile.deadline_s is None:
            return tr("Needs about {span}.", span=span)
        target = words.span(profile.deadline_s, profile.deadline_s)
        return tr("Needs about {span}; the target is {target}.", span=span, target=target)

    def _in_time(self, span: str, due: str, forecast: Forecast | None) -> str:
        ladder = self._state.profile.ladder
        if forecast is not None and 0 < forecast.rung < len(ladder):
            return tr(
                "Needs about {span}, due in {due}: only a lower rung is ready in time ({rung}).",
                span=span,
                due=due,
                rung=ladder[forecast.rung].name,
            )
        return tr("Needs about {span}, due in {due}.", span=span, due=due)
