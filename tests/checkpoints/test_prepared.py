"""A checkpoint folder finds its prepared file by hashes that are known without reading it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.checkpoints.hashes import KnownHashes
from vortex_gui.checkpoints.prepared import find, key_of, origin
from vortex_gui.checkpoints.quantised import Entry, write_prepared

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def network(folder: Path, weights: str = "model.safetensors") -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / weights).write_bytes(b"weights")
    return folder


@pytest.mark.parametrize("weights", ["model.safetensors", "pytorch_model.bin"])
def test_the_file_of_a_folder_is_found_once_its_hash_is_known(tmp_path: Path, weights: str) -> None:
    folder, place = network(tmp_path / "clip", weights), tmp_path / "data" / "prepared"
    assert find(folder, "int8", place) is None
    hashes = KnownHashes.beside(place)
    key = key_of(folder, "int8", hashes.hash_of)
    hashes.save()
    assert key is not None
    made = write_prepared(place, key, origin(folder), [Entry("a", "U8", (2,), lambda: memoryview(b"ab"))])
    assert find(folder, "int8", place) == made
    assert find(folder, "nf4", place) is None
    assert find(folder, "int8", None) is None


def test_a_folder_without_weights_or_configuration_has_no_key(tmp_path: Path) -> None:
    folder = network(tmp_path / "clip")
    (folder / "config.json").unlink()
    assert key_of(folder, "int8", lambda _: "a") is None
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "config.json").write_text("{}")
    assert key_of(bare, "int8", lambda _: "a") is None


def test_a_whole_snapshot_is_named_by_its_repository_and_a_part_by_itself(tmp_path: Path) -> None:
    snapshot = tmp_path / "models--openai--clip" / "snapshots" / COMMIT
    key = key_of(network(snapshot), "int8", lambda _: "a")
    assert key is not None
    assert key.part == "models--openai--clip"
    assert origin(snapshot) == str(tmp_path / "models--openai--clip")
    part = key_of(network(snapshot / "transformer"), "int8", lambda _: "a")
    assert part is not None
    assert part.part == "transformer"
