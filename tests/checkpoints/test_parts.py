"""Which networks of a profile are quantised, and what they will take."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import Precision, Profile, load_profile
from vortex_gui.base.roles import Role
from vortex_gui.checkpoints.parts import parts_of, source_bytes


def with_precision(profile: Profile, role: Role, precision: Precision, checkpoint: str) -> Profile:
    spec = profile.roles[role].model_copy(update={"precision": precision, "checkpoint": checkpoint})
    return profile.model_copy(update={"roles": {**profile.roles, role: spec}})


def test_the_reference_has_four_and_a_profile_in_full_precision_none() -> None:
    names = [part.name for part in parts_of(load_profile("rtx3060"))]
    assert names == ["transformer", "text_encoder_2", "clip_b", "clip_l"]
    assert list(parts_of(load_profile("mini"))) == []


def test_a_part_lies_below_its_checkpoint_and_a_judge_is_one(tmp_path: Path) -> None:
    profile = with_precision(load_profile("mini"), "flux", "int8", str(tmp_path))
    transformer, t5 = parts_of(profile)
    assert (transformer.folder(profile), t5.scheme) == (tmp_path / "transformer", "int8")
    profile = with_precision(load_profile("mini"), "clip_l", "int8", str(tmp_path))
    (judge,) = parts_of(profile)
    assert judge.folder(profile) == tmp_path
    missing = with_precision(profile, "clip_l", "int8", str(tmp_path / "gone"))
    with pytest.raises(CheckpointError):
        judge.folder(missing)


def test_the_space_follows_from_the_sources() -> None:
    flux, _, judge, _ = parts_of(load_profile("rtx3060"))
    assert flux.prepared_bytes(24_000_000_000) == 6_192_000_000
    assert judge.prepared_bytes(600_000_000) == 300_000_000


def test_only_what_is_here_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"four")
    (tmp_path / "b.safetensors").symlink_to(tmp_path / "gone")
    assert source_bytes(tmp_path) == 4
