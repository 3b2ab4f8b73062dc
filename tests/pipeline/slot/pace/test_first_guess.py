"""Before this machine has made a slot: the pace by warm-up, and by the plan's floors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vortex_gui.base.profile import load_profile
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.plan.plan import plan
from vortex_gui.pipeline.resident.registry import Resident
from vortex_gui.pipeline.slot.pace.first_guess import FLOOR_FACTOR, floor_rates, warm_rates


def warmed(pipeline: VortexPipeline, **steady_s: float) -> list[Resident]:
    return [replace(each, steady_s=steady_s.get(each.role)) for each in pipeline.registry.residents()]


def test_a_warm_models_pace_is_told_in_its_stages_own_units(pipeline: VortexPipeline) -> None:
    profile = pipeline.profile
    rates = warm_rates(warmed(pipeline, flux=8.0, liveportrait=4.0, kokoro=1.4), profile)
    assert rates == {
        "actor": 8.0 / profile.actor.steps,
        "animation": 4.0 / profile.animation_batch,
        "speech": pytest.approx(0.2),
    }


def test_verification_is_known_once_both_judges_are(pipeline: VortexPipeline) -> None:
    assert warm_rates(warmed(pipeline, clip_b=1.0), pipeline.profile) == {}
    both = warm_rates(warmed(pipeline, clip_b=1.0, clip_l=2.0), pipeline.profile)
    assert both == {"verification": 3.0}


def test_floors_are_taken_times_a_stated_factor() -> None:
    profile = load_profile("mini")
    needs = plan(profile, "RTX 3060")
    floors = {stage.name: stage.floor_s for stage in needs.stages}
    rates = floor_rates(needs.stages, profile)
    assert floors["animation"] is not None
    assert floors["actor"] is not None
    assert rates["animation"] == pytest.approx(FLOOR_FACTOR * floors["animation"] / profile.sizes.max_frames)
    assert rates["actor"] == pytest.approx(FLOOR_FACTOR * floors["actor"] / profile.actor.steps)
    assert "output" not in rates


def test_without_a_card_there_is_no_floor() -> None:
    profile = load_profile("mini")
    assert floor_rates(plan(profile).stages, profile) == {}
