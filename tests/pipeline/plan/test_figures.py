"""A plan's sums and verdict, from plain figures."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.pipeline.plan.plain_work import held
from vortex_gui.base.plan.plan_report import StagePlan
from vortex_gui.pipeline.plan.figures import Figure, Plan


def figure(size: int) -> Figure:
    return Figure("some", size, "computed")


PLAN = Plan(
    profile="round",
    gpu=None,
    components=(held("flux", "vae"), held("clip_b", "clip")),
    buffers=(figure(1), figure(2)),
    working=(figure(100), figure(400), figure(300)),
    workspace=(figure(10), figure(20)),
    savings=(figure(5), figure(6)),
    outside=(figure(1000), figure(3000)),
    soft_limit_bytes=1,
    hard_limit_bytes=2_000_000_433,
    card_bytes=2_000_001_433,
    stages=(StagePlan("speech", 3, 4, 1.23456), StagePlan("output", None, None, None)),
    floor_s=2.00004,
    deadline_s=None,
    rung=None,
    animation_batch=1,
    advice=("one",),
)


def test_the_total_is_weights_buffers_and_the_largest_stage_with_the_workspace() -> None:
    assert PLAN.resident_bytes == 2_000_000_000
    assert PLAN.buffers_bytes == 3
    assert PLAN.working_bytes == 400 + 30
    assert PLAN.total_bytes == 2_000_000_433
    assert PLAN.saved_bytes == 11


def test_without_counted_stages_the_workspace_is_left() -> None:
    assert replace(PLAN, working=()).working_bytes == 30


def test_loading_needs_the_total_without_the_savings_and_without_the_context() -> None:
    assert PLAN.outside
    assert PLAN.needed_bytes == PLAN.total_bytes - 11


def test_a_total_at_the_limit_fits_and_one_byte_less_room_does_not() -> None:
    assert PLAN.fits
    assert not replace(PLAN, hard_limit_bytes=PLAN.hard_limit_bytes - 1).fits
    assert not replace(PLAN, card_bytes=2_000_001_432).fits
    assert replace(PLAN, card_bytes=2_000_000_433, outside=()).fits
    assert not replace(PLAN, card_bytes=2_000_000_432, outside=()).fits
    assert replace(PLAN, card_bytes=None).fits


def test_json_tells_seconds_to_four_places_and_keeps_what_is_not_known() -> None:
    shape = json.loads(PLAN.report().to_json())
    assert shape["stages"] == [
        {"name": "speech", "flop": 3, "bytes": 4, "floor_s": 1.2346},
        {"name": "output", "flop": None, "bytes": None, "floor_s": None},
    ]
    assert shape["floor_s"] == pytest.approx(2.0, abs=1e-12)
    assert (shape["fits"], shape["advice"], shape["working_bytes"]) == (True, ["one"], 430)
    assert shape["components"][0] == {
        "role": "flux",
        "name": "vae",
        "params": None,
        "precision": "fp16",
        "bytes": 1_000_000_000,
    }
