"""The memory graph's axes: bytes in round steps; time before now, since a slot's begin, or by the clock."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import pyqtgraph as pg

from vortex_gui.base.words.amounts import GB

LEAST_TICKS, MOST_TICKS = 4, 12
"""Of the bytes, however low or high the graph."""
STEPS_S = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)


class ByteAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Bytes in round steps; nothing below zero, where the stages have their lanes."""

    def __init__(self) -> None:
        super().__init__("left")
        self.setWidth(58)
        self.setStyle(tickLength=0, tickTextOffset=6)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        parts = min(max(LEAST_TICKS, int(size // 44)), MOST_TICKS)
        steps = (round_step(high, more) for more in range(parts, parts + 4 * LEAST_TICKS))
        step = next(step for step in steps if _reached(high) / step > LEAST_TICKS - 1)
        return [(step, [float(v) for v in np.arange(0, _reached(high), step)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [_axis_text(value, spacing) for value in values]


@dataclass(frozen=True, slots=True)
class TimeScale:
    """How moments are told: `ago` before the right edge, which is called `edge`; `since` a slot's begin; by
    the `clock`. `right` is the right edge, in seconds since the begin or in epoch seconds."""

    kind: Literal["ago", "since", "clock"] = "ago"
    edge: str = "now"
    right: float = 0.0


class TimeAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Moments before the right edge, where zero is; laid out only when the scale or the span changes."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.setHeight(20)
        self.setStyle(tickLength=0, tickTextOffset=4)
        self.setStyle(hideOverlappingLabels=False)
        self._shown = TimeScale()

    def show_scale(self, scale: TimeScale) -> None:
        """From now on moments are told so."""
        if scale != self._shown:
            self._shown = scale
            self.picture = None
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        span = high - low
        step = next((s for s in STEPS_S if size / (span / s) >= 74), STEPS_S[-1])
        if self._shown.kind == "ago":
            return [(float(step), [-float(v) for v in np.arange(0, span * 0.97, step)])]
        right = self._shown.right
        if self._shown.kind == "clock":  # round by the operator's own clock
            right += time.localtime(right).tm_gmtoff
        first = math.ceil((right - span) / step) * step
        return [(float(step), [float(v - right) for v in np.arange(first, right - span * 0.03, step)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [moment_text(value, self._shown, spacing) for value in values]


def moment_text(value: float, scale: TimeScale, step: float = 1.0) -> str:
    """A moment so many seconds (negative) before the right edge."""
    if scale.kind == "since":
        since = round(scale.right + value, 3)
        return f"{since:g} s" if abs(since) < 60 else f"{since // 60:.0f}:{since % 60:02.0f} min"
    if scale.kind == "clock":
        at = datetime.fromtimestamp(round(scale.right + value, 1))
        return f"{at:%H:%M}" if step >= 60 else f"{at:%H:%M:%S}"
    return scale.edge if value == 0 else f"−{_span_text(-value)}"


def round_step(high: float, parts: int) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that cuts 0 … `high` into at most `parts`."""
    raw = high / max(1, parts)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)


def _reached(high: float) -> float:
    """Ticks end a little below the upper edge, where half of a figure would be cut off."""
    return high * 0.97


def _axis_text(value: float, step: float) -> str:
    if value == 0:
        return "0"
    if step >= 1e8:
        digits = 0 if step >= GB and step % GB == 0 else 2 if step % 1e8 else 1
        return f"{value / GB:.{digits}f} GB"
    return f"{value / 1e6:.0f} MB"


def _span_text(seconds: float) -> str:
    if abs(seconds) < 60:
        return f"{seconds:g} s"
    if abs(seconds) < 3600:
        return f"{seconds / 60:g} min"
    return f"{seconds / 3600:g} h"
