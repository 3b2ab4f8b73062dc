"""A profile for any card: its plan fits, it reads back as it was, and each choice has its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.fitted_profiles import SHIPPED
from vortex_gui.base.errors import InputError
from vortex_gui.base.profile import load_profile
from vortex_gui.pipeline.plan.fit import SIDES, card_of, fit, name_of
from vortex_gui.pipeline.plan.fit_text import to_yaml
from vortex_gui.pipeline.plan.plan import plan_on
from vortex_gui.pipeline.plan.stage_work import Counted, StageWork
from vortex_gui.pipeline.plan.what_if import what_if

SIX = ("RTX 4060", "RTX 3060", "RTX 4060 Ti", "RTX 3090", "RTX A6000", "A100")
"""Cards of 8, 12, 16, 24, 48 and 80 GB."""


@pytest.fixture(scope="module")
def counted() -> Counted:
    """Passes of the five networks, counted once for all tests here."""
    counted = Counted()
    StageWork(load_profile("rtx3060"), counted=counted)
    return counted


@pytest.mark.parametrize("name", SIX)
def test_the_plan_of_each_cards_profile_fits_as_it_is_read_back(
    name: str, counted: Counted, tmp_path: Path
) -> None:
    card = card_of(name, None)
    found = fit(card, counted=counted)
    path = tmp_path / "fitted.yaml"
    path.write_text(to_yaml(found.profile, found.choices), encoding="utf-8")
    profile = load_profile(str(path))
    assert profile == found.profile
    planned = plan_on(StageWork(profile, counted=counted), card)
    assert planned.fits
    assert planned.total_bytes - planned.saved_bytes <= planned.soft_limit_bytes
    assert planned.hard_limit_bytes + 500_000_000 <= card.memory_bytes
    assert profile.animation_batch <= planned.animation_batch
    assert all(choice.why and choice.value for choice in found.choices)
    assert profile.sizes.width == SIDES[0]


def test_a_larger_card_holds_finer_weights(counted: Counted) -> None:
    flux = [fit(card_of(name, None), counted=counted).profile.roles["flux"].precision for name in SIX]
    assert flux == ["nf4", "nf4", "nf4", "int8", "bf16", "bf16"]


def test_8_gb_say_what_goes_to_the_cpu_and_what_that_costs(counted: Counted) -> None:
    found = fit(card_of("RTX 4060", None), counted=counted)
    (told,) = (choice for choice in found.choices if choice.what == "On the CPU")
    assert "flux text_encoder_2" in told.value
    assert "GB of host memory" in told.why
    assert "s at an assumed 0.2 TFLOPS" in told.why
    assert {held.role for held in found.plan.beside} == {"flux", "kokoro", "clip_b", "clip_l"}
    assert all(held not in found.plan.components for held in found.plan.beside)


def test_a_card_of_12_gb_holds_all_five(counted: Counted) -> None:
    assert fit(card_of("RTX 3060", None), counted=counted).plan.beside == ()


def test_a_wished_target_is_kept_and_told_where_it_cannot_be_met(counted: Counted) -> None:
    found = fit(card_of("RTX 3060", None), 5, counted=counted)
    assert found.profile.deadline_s == 5
    (ladder,) = (choice for choice in found.choices if choice.what == "Ladder")
    assert "No rung is likely to meet the target" in ladder.why


def test_a_card_that_nobody_knows_is_fitted_by_its_memory(counted: Counted) -> None:
    card = card_of("Voodoo 2", 16)
    found = fit(card, counted=counted)
    assert (found.profile.name, found.profile.gpu) == ("voodoo2-16gb", None)
    with pytest.raises(InputError, match="unknown card"):
        card_of("Voodoo 2", None)
    with pytest.raises(InputError, match="--memory: 0 is no card's"):
        card_of("RTX 3060", 0)


def test_a_card_too_small_for_all_five_is_refused_with_what_they_need(counted: Counted) -> None:
    with pytest.raises(InputError, match=r"has 4\.3 GB; the five models need"):
        fit(card_of("RTX 3060", 4), counted=counted)


def test_another_size_is_counted_where_it_matters_alone(counted: Counted) -> None:
    large = load_profile("rtx3060")
    small, _ = what_if(large, {"size": "320x320"})
    before = set(counted.passes)
    first, second = (StageWork(profile, counted=counted) for profile in (large, small))
    assert counted.passes.keys() - before == {"step 320x320", "decode 320x320"}
    assert second.actor_step.total < first.actor_step.total
    assert second.actor_rest.total < first.actor_rest.total


@pytest.mark.parametrize(("name", "card"), SHIPPED.items())
def test_the_shipped_profiles_are_those_that_fit_chooses(name: str, card: str, counted: Counted) -> None:
    shipped, chosen = load_profile(name), fit(card_of(card, None), counted=counted).profile
    for field in ("limits", "sizes", "ladder", "animation_batch", "deadline_s", "gpu", "actor", "voices"):
        assert getattr(shipped, field) == getattr(chosen, field), field
    for role, spec in chosen.roles.items():
        assert (shipped.roles[role].precision, shipped.roles[role].on_cpu) == (spec.precision, spec.on_cpu)
    assert name_of(card_of(card, None)).endswith(name)
