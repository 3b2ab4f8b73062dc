"""Every role has what loads and exercises it, and is loaded as the real pipeline loads it."""

from __future__ import annotations

import pytest
import torch

from vortex_gui.base.roles import ROLES, Role
from vortex_gui.models.contracts import Animator, Judge, Painter, Speaker
from vortex_gui.pipeline import VortexPipeline
from vortex_gui.pipeline.resident.roles import clip, flux, kokoro, liveportrait
from vortex_gui.pipeline.resident.roles.role_model import RoleModel
from vortex_gui.pipeline.resident.roles.table import LOADERS, ROLE_MODELS


def test_the_table_holds_every_role_by_its_own_name() -> None:
    assert set(ROLE_MODELS) == set(ROLES)
    assert {role: model.role for role, model in ROLE_MODELS.items()} == {role: role for role in ROLES}
    assert {role: model.load for role, model in ROLE_MODELS.items()} == dict(LOADERS)


@pytest.mark.parametrize("role", ROLES)
def test_each_resident_model_can_be_exercised_at_the_profiles_sizes(
    pipeline: VortexPipeline, role: Role
) -> None:
    with torch.inference_mode():
        ROLE_MODELS[role].exercise(pipeline.registry.get_model(role), pipeline.profile, pipeline.device.torch)


def test_the_registry_hands_a_model_out_by_its_kind(pipeline: VortexPipeline) -> None:
    painter: Painter = pipeline.registry.model(flux.PAINTER)
    animator: Animator = pipeline.registry.model(liveportrait.ANIMATOR)
    speaker: Speaker = pipeline.registry.model(kokoro.SPEAKER)
    judges: list[Judge] = [pipeline.registry.model(kind) for kind in (clip.JUDGE_B, clip.JUDGE_L)]
    found = [painter, animator, speaker, *judges]
    assert [id(model) for model in found] == [
        id(pipeline.registry.get_model(role))
        for role in ("flux", "liveportrait", "kokoro", "clip_b", "clip_l")
    ]


def test_a_role_is_told_from_another_by_its_value() -> None:
    assert isinstance(clip.JUDGE_B, RoleModel)
    assert clip.JUDGE_B != clip.JUDGE_L
