"""One measured figure: its value, its goal, and how it was measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

Sense = Literal["at most", "at least", "told"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is the median of `runs`; `against` names what it was compared with in the same run."""

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
        """Whether the goal is met; `None` where there is none."""
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
        mark = {True: "reached", False: "MISSED", None: ""}[self.reached]
        spread = f" ({min(self.runs):.4g} to {max(self.runs):.4g})" if len(self.runs) > 1 else ""
        return f"{self.name:28} {self.value:10.4g} {self.unit:8} {self.sense} {self.goal:g}  {mark}{spread}"


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
