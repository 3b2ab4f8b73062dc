"""How fast this machine runs each stage, learned from its own slots; predicts what is left of one."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from vortex_gui.base.stages import STAGES, Stage, elapsed

KEPT = 20
"""Slots remembered for each stage: enough for a median, few enough to follow a changed machine."""


class Pace:
    """Seconds per unit of work by stage. Units: words spoken, denoise steps, decoded frames, 1, 1.

    With a `path` it is kept across runs; a damaged file is begun anew.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._rates: dict[Stage, deque[float]] = {stage: deque(maxlen=KEPT) for stage in STAGES}
        for stage, rates in _read(path).items():
            self._rates[stage].extend(rates)

    def record(self, stage: Stage, seconds: float, units: float) -> None:
        """Takes in one finished stage."""
        if units > 0 and seconds >= 0:
            self._rates[stage].append(seconds / units)

    @contextmanager
    def timed(self, stage: Stage, units: float) -> Iterator[None]:
        """Records a stage that ends well; one that raises teaches nothing."""
        began = time.perf_counter()
        yield
        self.record(stage, time.perf_counter() - began, units)

    def predict(self, stage: Stage, units: float) -> float | None:
        """Median seconds for so many units; `None` before the first slot."""
        rates = self._rates[stage]
        return median(rates) * units if rates else None

    def remaining(self, units: Mapping[Stage, float]) -> float | None:
        """Seconds for the stages still to come; `None` if one is unknown."""
        seconds = {stage: self.predict(stage, count) for stage, count in units.items()}
        known = {stage: value for stage, value in seconds.items() if value is not None}
        return elapsed(known) if len(known) == len(seconds) else None

    def save(self) -> None:
        """Writes the file aside and renames it; does nothing without a path or on a full disk."""
        if self._path is None:
            return
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps({stage: list(rates) for stage, rates in self._rates.items()}))
            fresh.replace(self._path)
        except OSError:
            fresh.unlink(missing_ok=True)


def _read(path: Path | None) -> dict[Stage, list[float]]:
    if path is None:
        return {}
    try:
        data = json.loads(path.read_text())
        return {stage: [float(rate) for rate in data.get(stage, [])] for stage in STAGES}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
