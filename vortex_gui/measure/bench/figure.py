"""One measured figure: its value, its goal, and its method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal

from vortex_gui.base.words.translation import mark, tr

Sense = Literal["at most", "at least", "told"]
_GOALS: Mapping[Sense, str] = {
    "at most": mark("at most {goal:g}"),
    "at least": mark("at least {goal:g}"),
    "told": mark("for comparison {goal:g}"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is the median of `runs`; `against` names the comparison of the same run."""

    name: str
    value: float
    unit: str
    sense: Sense
    goal: float
    against: str
    how: str
    runs: tuple[float, ...] = ()

    @property
    def reached(self) -> bool | None:
        """Whether the figure meets its goal; `None` without a goal."""
        if self.sense == "told":
            return None
        return self.value <= self.goal if self.sense == "at most" else self.value >= self.goal

    def to_json(self) -> dict[str, object]:
        """The shape that `bench --json` prints."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "goal": f"{self.sense} {self.goal:g}",
            "against": self.against,
            "how": self.how,
            "reached": self.reached,
            "runs": list(self.runs),
        }

    def __str__(self) -> str:
        goal = tr(_GOALS[self.sense], goal=self.goal)
        verdict = "" if self.reached is None else tr("reached") if self.reached else tr("MISSED")
        return f"{self.name:28} {self.value:10.4g} {self.unit:8} {goal}  {verdict}{self._spread()}"

    def _spread(self) -> str:
        if len(self.runs) < 2:
            return ""
        return " " + tr("({low:.4g} to {high:.4g})", low=min(self.runs), high=max(self.runs))


def ratio(ours: Callable[[], float], theirs: Callable[[], float]) -> float:
    """Ours ÷ theirs, each taken twice in the order ours, theirs, theirs, ours.

    So a machine that grows faster or slower meanwhile counts alike for both.
    """
    first, between, last = ours(), theirs() + theirs(), ours()
    return (first + last) / between


def measured(runs: Callable[[], float], count: int) -> tuple[float, tuple[float, ...]]:
    """The median of `count` runs, and all of them."""
    values = tuple(runs() for _ in range(count))
    return median(values), values
