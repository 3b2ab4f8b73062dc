"""The memory graph's axes: bytes in round steps, and time before now; both keep still."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg


class ByteAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Bytes in round steps; nothing below zero, where the stages have their lanes."""

    def __init__(self) -> None:
        super().__init__("left")
        self.setWidth(58)
        self.setStyle(tickLength=0, tickTextOffset=6)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        step = round_step(high, max(2, int(size // 44)))
        return [(step, [float(v) for v in np.arange(0, high * 0.999, step)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [_axis_text(value, spacing) for value in values]


class AgoAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Time before the right edge: it never moves, so it is laid out only when the span changes."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.setHeight(20)
        self.setStyle(tickLength=0, tickTextOffset=4)
        self.setStyle(hideOverlappingLabels=False)
        self.edge = "now"

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        span = high - low
        steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
        step = next((s for s in steps if size / (span / s) >= 74), steps[-1])
        return [(float(step), [-float(v) for v in np.arange(0, span * 0.97, step)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [_ago_text(value, self.edge) for value in values]


def round_step(high: float, parts: int) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that cuts 0 … `high` into at most `parts`."""
    raw = high / max(1, parts)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)


def _axis_text(value: float, step: float) -> str:
    if value == 0:
        return "0"
    if step >= 1e8:
        digits = 0 if step >= 1e9 and step % 1e9 == 0 else 2 if step % 1e8 else 1
        return f"{value / 1e9:.{digits}f} GB"
    return f"{value / 1e6:.0f} MB"


def _ago_text(value: float, edge: str) -> str:
    ago = -value
    if ago == 0:
        return edge
    if ago < 60:
        return f"−{ago:.0f} s"
    if ago < 3600:
        return f"−{ago / 60:g} min"
    return f"−{ago / 3600:g} h"
