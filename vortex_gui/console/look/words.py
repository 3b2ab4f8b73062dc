"""Numbers as the operator reads them: times, ranges, countdowns, bytes; unknown is "n/a"."""

from __future__ import annotations

import math
import time

from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import mark, tr

UNKNOWN = "n/a"
SOON = mark("soon")
"""A range that is used up: the slot takes longer than similar slots took."""


def seconds(value: float | None) -> str:
    """`7.4 s`, `1:05`, `2:03:10`."""
    if value is None:
        return UNKNOWN
    if value < 60:
        return f"{value:.1f} s"
    return clock(value)


def clock(value: float) -> str:
    """Whole seconds as `0:07`, `1:05` or `2:03:10`."""
    whole = max(0, round(value))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(low: float | None, high: float | None) -> str:
    """A range of seconds as `4–6 s` or `1:05–1:20`; one number where both are the same."""
    if low is None or high is None:
        return UNKNOWN
    low, high = max(0.0, low), max(0.0, high)
    if high < 60:
        return f"{round(high)} s" if round(low) == round(high) else f"{round(low)}–{round(high)} s"
    return clock(high) if round(low) == round(high) else f"{clock(low)}–{clock(high)}"


def time_left(left: tuple[float, float] | None) -> str:
    """The range of seconds left, "soon" when they are used up, empty when unknown."""
    if left is None:
        return ""
    low, high = left
    return span(low, high) if high > 0 else tr(SOON)


def moment(at: float | None, now: float) -> str:
    """A moment in epoch seconds as `12:04:10` of the clock on the wall, with its day unless it is today."""
    if at is None:
        return ""
    then, today = time.localtime(at), time.localtime(now)
    clock_time = time.strftime("%H:%M:%S", then)
    same = (then.tm_year, then.tm_yday) == (today.tm_year, today.tm_yday)
    return clock_time if same else f"{time.strftime('%m-%d', then)} {clock_time}"


def moments(low: float, high: float, now: float) -> str:
    """A range of moments as `12:04:55–12:05:03`; one of them where both read the same."""
    first, last = moment(low, now), moment(high, now)
    return first if first == last else f"{first}–{last}"


def margin(value: float) -> str:
    """Seconds before a deadline as `+12 s`, after it as `−8 s`; from a minute on as `+1:05`."""
    sign = "+" if round(value) >= 0 else "−"
    return f"{sign}{round(abs(value))} s" if abs(value) < 59.5 else f"{sign}{clock(abs(value))}"


def size(value: int | None) -> str:
    """Decimal bytes as `512 B`, `5.0 MB`, `11.50 GB`."""
    return UNKNOWN if value is None else bytes_text(value)


def byte_text(count: float | None) -> str:
    """Bytes in decimal units, like the limits; `None` and NaN are "not measurable"."""
    if count is None or math.isnan(count):
        return tr("not measurable")
    return bytes_text(count)
