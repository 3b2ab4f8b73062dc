"""A plan in round numbers: which batch, which buffers, which savings, what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.pipeline.plan.plain_work import CARD, COMPONENTS, PlainWork, profile, tflop
from vortex_gui.base.errors import InputError
from vortex_gui.base.profile import Profile, Rung
from vortex_gui.pipeline.plan.figures import Plan
from vortex_gui.pipeline.plan.layout import Layout
from vortex_gui.pipeline.plan.plan import plan, plan_on, shortfall
from vortex_gui.pipeline.plan.stage_work import Work

HARD = 11_500_000_000
PICTURE = 3 * 64 * 32
HELD = 5_000_000_000 + 4 * PICTURE + 41_943_040 + 128_000_000
"""Five components, the actor's picture, the libraries."""


def planned(whole: Profile | None = None, **changes: Work) -> Plan:
    whole = whole or profile()
    return plan_on(PlainWork(whole, **changes), CARD)


def on_cpu(**changes: Any) -> Profile:
    return profile(device="cpu", **changes)


@pytest.mark.parametrize("batch", [8, 4, 2, 1])
def test_the_largest_batch_that_fits_exactly_is_taken(batch: int) -> None:
    room = (HARD - HELD) // 8 * 8
    whole = profile()
    limits = whole.limits.model_copy(update={"hard_gb": (HELD + room) / 1e9})
    found = planned(profile(limits=limits), frame=tflop(0.125, peak=room // batch))
    assert found.animation_batch == batch
    assert found.working[1].bytes == room
    assert found.total_bytes == found.hard_limit_bytes


@pytest.mark.parametrize(("batch", "smaller"), [(8, 4), (4, 2), (2, 1), (1, 1)])
def test_a_byte_a_frame_too_much_takes_a_smaller_batch_and_one_at_the_least(batch: int, smaller: int) -> None:
    room = HARD - HELD
    assert planned(frame=tflop(0.125, peak=room // batch + 1)).animation_batch == smaller


@pytest.mark.parametrize("gpu", ["Voodoo 2", None])
def test_a_wrong_card_is_refused_before_the_counting_whoever_names_it(gpu: str | None) -> None:
    with pytest.raises(InputError, match="unknown card 'Voodoo 2'"):
        plan(profile(gpu="RTX 3060" if gpu else "Voodoo 2"), gpu)


def test_a_wish_is_refused_before_the_counting() -> None:
    with pytest.raises(InputError, match="--steps: '0' is not possible"):
        plan("rtx3060", wishes={"steps": "0"})


def test_limits_are_the_profiles_in_bytes() -> None:
    found = planned()
    assert (found.soft_limit_bytes, found.hard_limit_bytes) == (11_000_000_000, HARD)


def test_on_a_card_only_the_actors_picture_lies_within_the_limits() -> None:
    found = planned()
    assert [figure.bytes for figure in found.buffers] == [4 * PICTURE]
    assert [figure.bytes for figure in found.workspace] == [41_943_040, 128_000_000]
    assert [figure.bytes for figure in found.outside] == [300_000_000, 500_000_000]
    assert (found.card_bytes, found.gpu) == (16_000_000_000, "Round")


def test_on_a_processor_video_and_sound_lie_beside_it_and_nothing_is_saved() -> None:
    found = planned(on_cpu())
    assert [figure.bytes for figure in found.buffers] == [4 * PICTURE, 64 * PICTURE, 4 * 2 * 24_000]
    assert [figure.bytes for figure in found.workspace] == [650_000_000]
    assert (found.outside, found.savings, found.card_bytes) == ((), (), None)


def test_stages_side_by_side_need_their_memory_at_the_same_time() -> None:
    found = planned()
    assert [(figure.name, figure.bytes) for figure in found.working] == [
        ("Speech beside Actor", 100 + 300),
        ("Animation, 8 at a time", 8 * 50),
        ("Verification", 400),
    ]


def test_floors_are_those_of_the_first_rung_and_the_encoder_has_none() -> None:
    found = planned()
    assert [(stage.name, stage.floor_s) for stage in found.stages] == [
        ("speech", 1.0),
        ("actor", 9.0),
        ("animation", 9.0),
        ("verification", 1.0),
        ("output", None),
    ]
    assert [stage.flop for stage in found.stages][:2] == [1_000_000_000_000, 9_000_000_000_000]
    assert found.stages[-1].flop == 0
    assert found.stages[-1].bytes == 64 * PICTURE
    assert (found.floor_s, found.rung) == (20.0, "full")


def test_a_stage_without_counted_operations_is_not_known() -> None:
    found = planned(speaking=Work({}, 77, 0))
    assert found.stages[0].flop is None
    assert (found.stages[0].bytes, found.stages[0].floor_s) == (77, None)
    assert found.floor_s == 19.0


def test_without_a_card_there_are_no_floors_and_the_first_rung_stands() -> None:
    whole = profile(ladder=(Rung(name="best"), Rung(name="worse", every=2)))
    found = plan_on(PlainWork(whole), None)
    assert (found.gpu, found.card_bytes, found.floor_s, found.rung) == (None, None, None, "best")
    assert {stage.floor_s for stage in found.stages} == {None}
    assert found.stages[1].flop == 9_000_000_000_000


def test_where_no_rung_meets_the_deadline_none_is_named() -> None:
    assert planned(profile(deadline_s=2.0)).rung is None


def test_savings_are_the_parts_that_are_left_out_or_held_once() -> None:
    assert [figure.bytes for figure in planned().savings] == [4 * 50, 4 * 28, 2 * 100]


def test_a_text_tower_of_another_size_is_not_held_once() -> None:
    work = PlainWork(profile())
    towerless = [replace(part, network=None) if part.role == "clip_l" else part for part in COMPONENTS]
    for parts in (towerless, [replace(part, params=99) for part in COMPONENTS]):
        work.layout = Layout(tuple(parts), flux={}, speech=None)
        assert len(plan_on(work, CARD).savings) == 2


def test_a_shortfall_is_what_is_missing_and_names_the_three_largest_others() -> None:
    profile, needed = "rtx3060", planned().needed_bytes
    assert shortfall(profile, needed, needed) is None
    assert shortfall(profile, needed, needed - 1) is not None
    others = [("d", 1_000_000_000), ("a", 4_000_000_000), ("c", 2_000_000_000), ("b", 3_000_000_000)]
    assert shortfall(profile, needed, needed - 2_500_000_000, others) == (
        f"Profile rtx3060 needs {needed / 1e9:.2f} GB and {needed / 1e9 - 2.5:.2f} GB are free: "
        "2.50 GB are missing (a holds 4.00 GB, b holds 3.00 GB, c holds 2.00 GB)."
    )
    assert shortfall(profile, needed, needed - 2_500_000_000) == (
        f"Profile rtx3060 needs {needed / 1e9:.2f} GB and {needed / 1e9 - 2.5:.2f} GB are free: "
        "2.50 GB are missing."
    )
