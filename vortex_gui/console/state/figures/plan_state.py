"""The plan that the plan page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from vortex_gui.console.state.figures.observable import Observable

if TYPE_CHECKING:
    from vortex_gui.base.plan.plan_report import PlanReport


class PlanState(Observable):
    """The plan asked for last, or the sentence why there is none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: PlanReport | None = None
        self.fault = ""

    def put(self, plan: PlanReport | None, fault: str = "") -> None:
        self.plan, self.fault = plan, fault
        self.changed.emit()
