"""The files to fetch, from the lists that the hub publishes."""

from __future__ import annotations

import pytest

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.roles import Role
from vortex_gui.checkpoints.choice import check_pinned, wanted_files

CLIP = (
    "config.json",
    "merges.txt",
    "tokenizer.json",
    "pytorch_model.bin",
    "tf_model.h5",
    "flax_model.msgpack",
)


def wanted(role: Role, *names: str) -> list[str]:
    return wanted_files("some/model", role, dict.fromkeys(names))


def test_safetensors_come_first_and_torchs_own_file_stands_in() -> None:
    small = ["config.json", "merges.txt", "tokenizer.json"]
    assert wanted("clip_b", *CLIP) == sorted([*small, "pytorch_model.bin"])
    assert wanted("clip_l", *CLIP, "model.safetensors") == sorted([*small, "model.safetensors"])


def test_single_file_copies_beside_the_folders_stay_there() -> None:
    folders = ["model_index.json", "transformer/config.json", "transformer/a.safetensors", "vae/config.json"]
    assert wanted("flux", "flux1-schnell.safetensors", "ae.safetensors", "README.md", *folders) == sorted(
        folders
    )


def test_a_repository_without_a_required_file_is_refused() -> None:
    with pytest.raises(CheckpointError, match=r"some/model: the repository has no \*\.pth"):
        wanted("kokoro", "config.json", "voices/af_heart.pt")


def test_only_a_file_that_the_profile_names_by_hash_is_held_to_it() -> None:
    hashes = {"a.pth": "a" * 64}
    check_pinned("some/model", "a.pth", "a" * 64, hashes)
    check_pinned("some/model", "b.pth", None, hashes)
    for announced in (None, "b" * 64):
        with pytest.raises(CheckpointError, match=r"a\.pth on the hub is another file"):
            check_pinned("some/model", "a.pth", announced, hashes)
