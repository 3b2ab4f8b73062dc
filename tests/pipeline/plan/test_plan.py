"""What a profile needs is counted on the meta device and agrees with an independent count."""

from __future__ import annotations

import json
import shutil
from copy import copy
from pathlib import Path

import pytest

from tests.models.animators import mouth
from tools.mini.actors.latents import with_doubling
from vortex_gui.base.errors import CheckpointError, InputError, SettingsError
from vortex_gui.base.plan.cards import find_card
from vortex_gui.base.profile import RoleSpec, load_profile
from vortex_gui.base.roles import ROLES
from vortex_gui.base.stages import STAGES
from vortex_gui.checkpoints.places import checkpoint_folder
from vortex_gui.models.animators.kinds import ANIMATORS
from vortex_gui.models.painting.patch_vae import PatchVAE
from vortex_gui.pipeline.plan.advice import PUBLISHED_FRAME_S
from vortex_gui.pipeline.plan.figures import Plan
from vortex_gui.pipeline.plan.layout import layout
from vortex_gui.pipeline.plan.plan import plan, plan_on, shortfall
from vortex_gui.pipeline.plan.stage_work import StageWork
from vortex_gui.pipeline.plan.text import to_text

INDEPENDENT_COUNT = 10_441_622_258
"""Bytes of the reference layout without savings, counted by others in another way."""

PLAN_KEYS = {
    "profile", "gpu", "components", "resident_bytes", "buffers_bytes", "working_bytes", "total_bytes",
    "soft_limit_bytes", "hard_limit_bytes", "fits", "stages", "floor_s", "deadline_s", "rung", "advice",
    "host",
}  # fmt: skip


@pytest.fixture(scope="module")
def work() -> StageWork:
    return StageWork(load_profile("rtx3060"))


@pytest.fixture(scope="module")
def reference(work: StageWork) -> Plan:
    return plan_on(work, find_card("RTX 3060"))


def test_an_animator_whose_work_nobody_counted_is_planned_by_its_bytes(tmp_path: Path) -> None:
    mini = load_profile("mini")
    spec = RoleSpec(checkpoint=str(mouth.write_checkpoint(tmp_path / "mouth")))
    profile = mini.model_copy(update={"roles": {**mini.roles, "liveportrait": spec}})
    kinds = {**ANIMATORS, mouth.NAME: mouth.KIND}
    found = plan_on(StageWork(profile, animators=kinds), None)
    assert bytes_of(found, "liveportrait", "mouth") == 32
    (animation,) = [stage for stage in found.stages if stage.name == "animation"]
    assert animation.flop is None


def test_a_picture_that_the_decoder_doubles_is_planned_as_it_is_painted(tmp_path: Path) -> None:
    mini = load_profile("mini")
    flux, face = (checkpoint_folder(mini.roles[role]) for role in ("flux", "liveportrait"))
    for folder in (flux, face):
        ignored = shutil.ignore_patterns("vae", "*.safetensors")
        shutil.copytree(folder, tmp_path / folder.name, ignore=ignored)
    with_doubling(PatchVAE(), (4, 4)).save_pretrained(tmp_path / "flux" / "vae")
    added = {"flux/actor.json": {"taught_side": 256}, "liveportrait/config.json": {"paint_doubling": [4, 4]}}
    for file, told in added.items():
        values = json.loads((tmp_path / file).read_text("utf-8"))
        (tmp_path / file).write_text(json.dumps(values | told), "utf-8")
    specs = {
        role: mini.roles[role].model_copy(update={"checkpoint": str(tmp_path / role)})
        for role in ("flux", "liveportrait")
    }
    small = mini.model_copy(update={"roles": {**mini.roles, **specs}})
    sizes = mini.sizes.model_copy(update={"width": 512, "height": 512})
    large = small.model_copy(update={"sizes": sizes})
    first, second = StageWork(small), StageWork(large)
    assert second.actor_step == first.actor_step
    assert second.actor_rest.total > first.actor_rest.total
    names = {component.name for component in second.layout.of("liveportrait")}
    assert "paint_doubling" in names


def test_the_plan_refuses_the_number_of_drafts_that_the_painter_refuses(tmp_path: Path) -> None:
    mini = load_profile("mini")
    folder = tmp_path / "flux"
    shutil.copytree(
        checkpoint_folder(mini.roles["flux"]), folder, ignore=shutil.ignore_patterns("*.safetensors")
    )
    values = json.loads((folder / "actor.json").read_text("utf-8"))
    (folder / "actor.json").write_text(json.dumps(values | {"drafts": 0}), "utf-8")
    spec = mini.roles["flux"].model_copy(update={"checkpoint": str(folder)})
    with pytest.raises(CheckpointError, match="drafts must be a whole number"):
        StageWork(mini.model_copy(update={"roles": {**mini.roles, "flux": spec}}))


def bytes_of(plan: Plan, role: str, name: str) -> int:
    (found,) = (c.bytes for c in plan.components if (c.role, c.name) == (role, name))
    return found


def test_resident_bytes_agree_with_the_independent_count_within_1_percent(reference: Plan) -> None:
    assert reference.resident_bytes == pytest.approx(INDEPENDENT_COUNT, rel=0.01)


@pytest.mark.parametrize(
    ("role", "name", "params", "size"),
    [
        ("flux", "text_encoder_2", 4_762_310_656, 2_652_519_584),
        ("flux", "text_encoder", 123_060_480, 246_121_576),
        ("flux", "vae", 83_819_683, 167_639_366),
        # As counted independently, and the projections that stay in bf16 on top.
        ("flux", "transformer", 11_891_178_560, 6_139_410_232 + 19_254_996),
        ("clip_b", "clip", 151_277_313, 179_773_946 + 651_264),
        ("clip_l", "clip", 427_616_513, 468_157_554 + 1_370_112),
    ],
)
def test_each_component_has_the_published_parameters_and_the_counted_bytes(
    reference: Plan, role: str, name: str, params: int, size: int
) -> None:
    (found,) = (c for c in reference.components if (c.role, c.name) == (role, name))
    assert (found.params, found.bytes) == (params, size)


def test_live_portrait_is_counted_as_it_is_held_in_halves_with_its_mlps_whole(reference: Plan) -> None:
    """Published it has 130,077,432 parameters; folding spreads some kernels and takes the norms away."""
    parts = {c.name: c for c in reference.components if c.role == "liveportrait"}
    assert sum(c.params or 0 for c in parts.values()) == 135_222_580
    assert sum(c.bytes for c in parts.values()) == 270_900_454
    for name in ("stitching", "eye", "lip"):
        assert parts[name].bytes == 4 * (parts[name].params or 0)


def test_json_has_the_agreed_keys_and_survives_a_round_trip(reference: Plan) -> None:
    shape = json.loads(reference.report().to_json())
    assert set(shape) == PLAN_KEYS
    assert {frozenset(c) for c in shape["components"]} == {
        frozenset({"role", "name", "params", "precision", "bytes"})
    }
    assert [s["name"] for s in shape["stages"]] == list(STAGES)
    assert {frozenset(s) for s in shape["stages"]} == {frozenset({"name", "flop", "bytes", "floor_s"})}
    assert shape["resident_bytes"] == sum(c["bytes"] for c in shape["components"])
    assert shape["total_bytes"] == sum(
        shape[key] for key in ("resident_bytes", "buffers_bytes", "working_bytes")
    )


def test_the_reference_fits_under_the_hard_limit_and_with_the_savings_under_the_soft_one(
    reference: Plan,
) -> None:
    assert reference.fits
    assert reference.total_bytes <= 11.5e9
    assert reference.total_bytes - reference.saved_bytes <= 11.0e9
    assert f"{reference.resident_bytes - reference.saved_bytes:,}" in " ".join(reference.advice)


def test_savings_are_the_bytes_of_the_parts_that_are_left_out(reference: Plan) -> None:
    assert [figure.bytes for figure in reference.savings] == [32128 * 4096 * 2, 34_274_208 * 2, 161_518_696]


def test_a_larger_precision_does_not_fit_and_the_advice_says_by_how_much(work: StageWork) -> None:
    profile = work.profile
    flux = profile.roles["flux"].model_copy(update={"precision": "int8"})
    wide = profile.model_copy(update={"roles": {**profile.roles, "flux": flux}})
    wider = copy(work)
    wider.profile, wider.layout = wide, layout(wide)
    needs = plan_on(wider, find_card("RTX 3060"))
    assert not needs.fits
    assert any("over the hard limit by" in sentence for sentence in needs.advice)


def test_animating_1080_frames_is_below_the_floor_of_an_rtx_3060_and_the_plan_says_so(
    reference: Plan,
) -> None:
    animation = next(stage for stage in reference.stages if stage.name == "animation")
    assert animation.flop == pytest.approx(1080 * 1.1124e12, rel=0.001)
    assert animation.floor_s is not None
    assert animation.floor_s > 8
    assert any("1,080 frames" in s and "10 s are allowed" in s for s in reference.advice)
    assert reference.rung == "every 6th frame"


def test_a_fast_card_keeps_the_full_rung(work: StageWork) -> None:
    needs = plan_on(work, find_card("H100"))
    assert needs.rung == "full"
    assert needs.floor_s is not None
    assert needs.floor_s < 15


def test_where_no_rung_helps_the_plan_names_none_and_a_way_out(work: StageWork) -> None:
    hurried = copy(work)
    hurried.profile = work.profile.model_copy(update={"deadline_s": 2.0})
    needs = plan_on(hurried, find_card("RTX 3060"))
    assert needs.rung is None
    assert any(sentence.startswith("No rung meets the target") for sentence in needs.advice)


def test_the_floor_lies_below_the_animators_published_time_on_a_4090_but_not_far(work: StageWork) -> None:
    floor = work.frame.floor_s(find_card("RTX 4090"))
    assert 0.25 * PUBLISHED_FRAME_S < floor < PUBLISHED_FRAME_S


def test_every_figure_of_memory_says_whether_it_is_computed_or_assumed(reference: Plan) -> None:
    text = to_text(reference)
    for figure in (*reference.buffers, *reference.working, *reference.workspace, *reference.outside):
        (line,) = (
            line for line in text.splitlines() if f"{figure.name} " in line and f"{figure.bytes:,}" in line
        )
        assert line.endswith(figure.basis)


def test_one_stage_alone_sets_the_working_memory(reference: Plan) -> None:
    workspace = sum(figure.bytes for figure in reference.workspace)
    assert reference.working_bytes == max(figure.bytes for figure in reference.working) + workspace
    assert 0.3e9 < reference.working_bytes < 1.0e9


def test_an_unknown_card_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(InputError, match=r"unknown card 'GTX 970'; allowed is RTX 3060, "):
        plan("rtx3060", "GTX 970")


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(SettingsError, match="unknown profile"):
        plan("rtx2060")


def test_a_profile_whose_checkpoint_is_nowhere_names_it() -> None:
    profile = load_profile("rtx3060")
    lost = profile.roles["flux"].model_copy(update={"checkpoint": "somebody/unheard-of"})
    with pytest.raises(CheckpointError, match="somebody/unheard-of"):
        plan(profile.model_copy(update={"roles": {**profile.roles, "flux": lost}}))


def test_too_little_free_memory_names_the_shortfall_and_the_largest_others(reference: Plan) -> None:
    needed = reference.needed_bytes
    sentence = shortfall("rtx3060", needed, 9_000_000_000, [("Xorg", 300_000_000), ("game", 2_500_000_000)])
    assert sentence is not None
    assert "9.00 GB are free" in sentence
    assert sentence.index("game holds 2.50 GB") < sentence.index("Xorg holds 0.30 GB")


def test_enough_free_memory_is_no_shortfall(reference: Plan) -> None:
    assert shortfall("rtx3060", reference.needed_bytes, 12_000_000_000) is None


def test_the_mini_profile_is_planned_from_its_own_folders() -> None:
    needs = plan("mini")
    assert needs.fits
    assert {c.role for c in needs.components} == set(ROLES)
    assert sum(c.params or 0 for c in needs.components if c.role == "flux") > 1_000_000
    assert needs.floor_s is None
    assert any("--gpu" in sentence for sentence in needs.advice)
