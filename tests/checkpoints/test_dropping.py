"""What may be dropped of the hub's cache, and what stays."""

from __future__ import annotations

import hashlib
from pathlib import Path

from vortex_gui.checkpoints.dropping import drop, is_dropped, sources_in
from vortex_gui.checkpoints.hashes import KnownHashes

CONTENT = b"weights"


def cached(folder: Path) -> Path:
    """One file of a snapshot as the hub's cache has it."""
    blob = folder / "blobs" / hashlib.sha256(CONTENT).hexdigest()
    link = folder / "snapshots" / "commit" / "transformer" / "model.safetensors"
    for path in (blob, link):
        path.parent.mkdir(parents=True)
    blob.write_bytes(CONTENT)
    link.symlink_to(Path("../../../blobs") / blob.name)
    return link


def test_a_dropped_file_is_still_known_by_its_hash(tmp_path: Path) -> None:
    link = cached(tmp_path)
    assert not is_dropped(link)
    (source,) = sources_in(link.parent)
    assert source.size == len(CONTENT)
    assert drop([source]) == len(CONTENT)
    assert is_dropped(link)
    assert sources_in(link.parent) == ()
    assert KnownHashes(tmp_path).known(link) == hashlib.sha256(CONTENT).hexdigest()


def test_the_operators_own_files_are_no_sources(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(CONTENT)
    (tmp_path / "other.safetensors").symlink_to(tmp_path / "model.safetensors")
    assert sources_in(tmp_path) == ()
    assert not is_dropped(tmp_path / "gone.safetensors")
