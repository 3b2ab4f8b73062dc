"""Numbers as the operator reads them."""

from __future__ import annotations

import time

import pytest

from vortex_gui.console.look.words import byte_text, margin, moment


@pytest.mark.parametrize(
    ("count_bytes", "text"),
    [
        (None, "not measurable"),
        (0, "0 B"),
        (512, "512 B"),
        (34_000_000, "34.0 MB"),
        (1_420_000_000, "1.42 GB"),
    ],
)
def test_bytes_are_told_in_decimal_units(count_bytes: int | None, text: str) -> None:
    assert byte_text(count_bytes) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(12.4, "+12 s"), (0.2, "+0 s"), (-8.0, "−8 s"), (59.4, "+59 s"), (65.0, "+1:05"), (-3725.0, "−1:02:05")],
)
def test_margins_say_on_which_side_of_the_deadline_they_are(seconds: float, text: str) -> None:
    assert margin(seconds) == text


def test_moment_of_another_day_names_the_day() -> None:
    noon = time.mktime((2026, 11, 28, 12, 4, 10, 0, 0, -1))
    assert moment(noon, noon + 60) == "12:04:10"
    assert moment(noon, noon + 86_400) == "11-28 12:04:10"
    assert moment(None, noon) == ""
