"""One verdict: memory first, then time, and never good beside a floor over the deadline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.console.plan.reports import PLAN
from vortex_gui.console.plan.verdict import gigabytes, in_gigabytes, verdict

SLOW = replace(PLAN, floor_s=55.4, rung="every 4th frame")


def test_a_plan_that_does_not_fit_is_told_so_whatever_its_times_are() -> None:
    for plan in (PLAN, SLOW, replace(SLOW, rung=None)):
        found = verdict(replace(plan, fits=False, total_bytes=12_300_000_000))
        assert found.text == "does not fit: 12.30 GB needed, 11.50 GB allowed"
        assert found.tone == "bad"


def test_a_floor_over_the_deadline_is_too_slow_though_a_lower_rung_is_in_time() -> None:
    found = verdict(SLOW)
    assert found.text == (
        "too slow at full quality: 55.4 s at best against 20 s; the rung “every 4th frame” is in time"
    )
    assert found.tone == "warn"


def test_no_rung_in_time_is_bad() -> None:
    found = verdict(replace(SLOW, rung=None))
    assert found.text == "too slow: 55.4 s at best against 20 s, and no rung is in time"
    assert found.tone == "bad"


def test_good_is_good_and_says_how_much() -> None:
    found = verdict(PLAN)
    assert found.text == "fits and keeps the target: 2.9 s at best against 20 s, on the rung “full”"
    assert found.tone == "good"


def test_without_card_or_deadline_it_says_what_is_known() -> None:
    assert verdict(replace(PLAN, gpu=None, floor_s=None)).text == "fits; choose a card to see the times"
    assert verdict(replace(PLAN, deadline_s=None)).text == "fits; 2.9 s at best, without a target"
    assert verdict(replace(PLAN, deadline_s=None, rung=None)).tone == "bad"


@pytest.mark.parametrize("floor", [0.5, 19.9, 20.0, 20.1, 55.4, 900.0])
@pytest.mark.parametrize("rung", ["full", "low", None])
def test_keeping_the_deadline_is_never_said_of_a_floor_over_it(floor: float, rung: str | None) -> None:
    found = verdict(replace(PLAN, floor_s=floor, rung=rung))
    assert ("keeps the target" in found.text) == (floor <= 20.0 and rung is not None)


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0.00 GB"), (3_000_000, "0.003 GB"), (200_000_000, "0.20 GB"), (11_500_000_000, "11.50 GB")],
)
def test_bytes_are_gigabytes(count: int, text: str) -> None:
    assert gigabytes(count) == text


def test_amounts_to_the_byte_are_told_in_gigabytes_and_other_numbers_stay() -> None:
    told = "The savings bring the set from 10,459,068,262 to 9,969,068,262 bytes; 1,200 frames of 0.15 TFLOP."
    assert in_gigabytes(told) == (
        "The savings bring the set from 10.46 GB to 9.97 GB; 1,200 frames of 0.15 TFLOP."
    )
