"""Where a checkpoint is looked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import RoleSpec, load_profile
from vortex_gui.checkpoints.places import (
    HubId,
    checkpoint_folder,
    comes_from_hub,
    hub_id,
    named_folder,
    package_of,
    weight_files,
)


def test_a_folder_is_found_by_itself_and_below_the_shipped_ones(tmp_path: Path) -> None:
    assert named_folder(str(tmp_path)) == tmp_path
    assert (
        checkpoint_folder(RoleSpec(checkpoint="checkpoints/mini/flux")) == RESOURCES / "checkpoints/mini/flux"
    )
    assert named_folder("some/model") is None


@pytest.mark.parametrize(
    ("checkpoint", "package", "from_hub"),
    [
        ("package:hibari_tts", "hibari_tts", False),
        ("checkpoints/mini/flux", None, False),
        ("black-forest-labs/FLUX.1-schnell", None, True),
        ("black-forest-labs/FLUX.1-schnell@741f7c3ce8b383c54771c7003378a50191e9efe9", None, True),
    ],
)
def test_each_kind_of_place_is_told_from_the_others(
    checkpoint: str, package: str | None, from_hub: bool
) -> None:
    assert package_of(checkpoint) == package
    assert comes_from_hub(checkpoint) is from_hub


@pytest.mark.parametrize("checkpoint", ["nobody/nothing", "not an id at all", "a/b/c/d"])
def test_what_is_not_here_is_refused_with_what_to_do(checkpoint: str) -> None:
    with pytest.raises(
        CheckpointError, match=r"no such checkpoint on this machine\. .*`vortex-gui prefetch`"
    ):
        checkpoint_folder(RoleSpec(checkpoint=checkpoint))


def test_files_of_weights_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.pt", "a.onnx", "deep/c.safetensors", "config.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert weight_files(tmp_path) == [tmp_path / name for name in ("a.onnx", "b.pt", "deep/c.safetensors")]


def test_a_hub_id_may_name_its_revision() -> None:
    commit = "741f7c3ce8b383c54771c7003378a50191e9efe9"
    assert hub_id(f"some/model@{commit}") == HubId("some/model", commit)
    assert hub_id("some/model") == HubId("some/model", "main")


def test_the_reference_profile_names_a_commit_or_the_hash_of_each_file() -> None:
    roles = load_profile("rtx3060").roles
    commit = re.compile(r"[0-9a-f]{40}")
    assert [
        role
        for role, spec in roles.items()
        if not spec.hashes and not commit.fullmatch(hub_id(spec.checkpoint).revision)
    ] == []
    assert {len(name.split("/")) for name in roles["liveportrait"].hashes} == {2, 3}
