"""Hashes of checkpoints: of files, of roles, and against the hub's names."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from vortex_gui.base.profile import Profile, RoleSpec, load_profile
from vortex_gui.base.roles import ROLES
from vortex_gui.checkpoints.hashes import (
    KnownHashes,
    checkpoint_hashes,
    file_hash,
    is_of_hub,
    joint_hash,
    keeps_its_name,
)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_is_known_by_sha256_or_by_its_hash_in_git(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b"hello\n")
    assert is_of_hub(path, sha(b"hello\n"))
    assert is_of_hub(path, "ce013625030ba8dba906f756967f9e9ca394464a")  # `git hash-object`
    path.write_bytes(b"hello!\n")
    assert not is_of_hub(path, sha(b"hello\n"))
    assert not is_of_hub(path, "ce013625030ba8dba906f756967f9e9ca394464a")


def test_a_blob_of_the_cache_must_keep_its_name(tmp_path: Path) -> None:
    blob = tmp_path / "blobs" / sha(b"weights")
    blob.parent.mkdir()
    blob.write_bytes(b"weights")
    assert keeps_its_name(blob)
    blob.write_bytes(b"other weights")
    assert not keeps_its_name(blob)
    plain = tmp_path / "model.safetensors"
    plain.write_bytes(b"weights")
    assert keeps_its_name(plain)


def own_profile(folder: Path) -> Profile:
    spec = RoleSpec(checkpoint=str(folder))
    roles = {role: spec if role == "flux" else RoleSpec(checkpoint="package:hibari_tts") for role in ROLES}
    return load_profile("mini").model_copy(update={"roles": roles})


def test_a_role_has_the_hash_of_its_file_or_one_of_all_and_a_wheel_its_version(tmp_path: Path) -> None:
    folder, data = tmp_path / "checkpoint", tmp_path / "data"
    folder.mkdir()
    (folder / "b.pt").write_bytes(b"b")
    hashes = checkpoint_hashes(own_profile(folder), data)
    assert list(hashes) == list(ROLES)
    assert hashes["flux"] == sha(b"b")
    assert hashes["kokoro"].startswith("hibari_tts==")
    (folder / "a.pt").write_bytes(b"a")
    joint = checkpoint_hashes(own_profile(folder), data)["flux"]
    assert joint == joint_hash([sha(b"a"), sha(b"b")]) == sha((sha(b"a") + sha(b"b")).encode())


def test_a_hash_is_kept_until_the_file_changes(tmp_path: Path) -> None:
    folder, data = tmp_path / "checkpoint", tmp_path / "data"
    folder.mkdir()
    path = folder / "a.pt"
    path.write_bytes(b"a")
    before = path.stat()
    assert checkpoint_hashes(own_profile(folder), data)["flux"] == sha(b"a")
    path.write_bytes(b"b")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert checkpoint_hashes(own_profile(folder), data)["flux"] == sha(b"a"), "size and time are the same"
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert checkpoint_hashes(own_profile(folder), data)["flux"] == file_hash(path) == sha(b"b")


@pytest.mark.parametrize(
    "text", ["[1, 2", "[1]", "[" * 100_000, "null", '{"a": 7}', "\0"], ids=lambda t: t[:8]
)
def test_a_damaged_file_of_kept_hashes_costs_only_time(tmp_path: Path, text: str) -> None:
    folder, data = tmp_path / "checkpoint", tmp_path / "data"
    folder.mkdir()
    data.mkdir()
    (folder / "a.pt").write_bytes(b"a")
    (data / "hashes.json").write_text(text)
    assert checkpoint_hashes(own_profile(folder), data)["flux"] == sha(b"a")


def test_the_hubs_name_of_a_large_file_is_its_hash_even_when_the_file_is_gone(tmp_path: Path) -> None:
    digest = sha(b"weights")
    (tmp_path / "blobs").mkdir()
    blob, link = tmp_path / "blobs" / digest, tmp_path / "model.safetensors"
    blob.write_bytes(b"other bytes, which nobody reads")
    link.symlink_to(Path("blobs") / digest)
    hashes = KnownHashes(tmp_path)
    assert hashes.known(link) == hashes.hash_of(link) == digest
    blob.unlink()
    assert hashes.known(link) == digest
    (tmp_path / "plain.safetensors").write_bytes(b"weights")
    assert hashes.known(tmp_path / "plain.safetensors") is None
    assert hashes.hash_of(tmp_path / "plain.safetensors") == digest
    assert hashes.known(tmp_path / "plain.safetensors") == digest
