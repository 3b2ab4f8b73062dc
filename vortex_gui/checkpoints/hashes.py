"""Hashes of checkpoints: of a file, of a role's weights, and whether a file is the hub's."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from vortex_gui.base.files.private_files import make_private_folder, write_private_text
from vortex_gui.base.files.small_json import read_small_json
from vortex_gui.base.files.text_file import TextFileError
from vortex_gui.base.profile import Profile, RoleSpec
from vortex_gui.checkpoints.places import checkpoint_folder, package_of, weight_files

SHA256_LENGTH = 64


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def joint_hash(hashes: Sequence[str]) -> str:
    """One hash for several files, of their own in the order of their names; a single file keeps its own."""
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def is_of_hub(path: Path, etag: str) -> bool:
    """Whether a file has the hub's hash: SHA-256 for a large file, the hash in git for a small one."""
    if len(etag) == SHA256_LENGTH:
        return file_hash(path) == etag
    with path.open("rb") as file:
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size)
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest() == etag


def name_of_blob(path: Path) -> str | None:
    """The SHA-256 in the name of a large file in the hub's cache, checked when it was fetched."""
    try:
        blob = path.readlink()
    except OSError:
        return None
    return blob.name if blob.parent.name == "blobs" and len(blob.name) == SHA256_LENGTH else None


def keeps_its_name(path: Path) -> bool:
    """Whether a large file in the hub's cache still has the SHA-256 in its name; true for other files."""
    blob = path.resolve()
    is_named = blob.parent.name == "blobs" and len(blob.name) == SHA256_LENGTH
    return not is_named or file_hash(blob) == blob.name


def checkpoint_hashes(profile: Profile, data_dir: Path) -> dict[str, str]:
    """SHA-256 of each role's weights, in the order of their names; for weights in a wheel, its version.

    Hashing gigabytes takes time: the hub's cache names its large files by them, and others are kept in
    `data_dir` by path, size and time of change.
    """
    known = KnownHashes(data_dir)
    hashes: dict[str, str] = {role: _role_hash(spec, known) for role, spec in profile.roles.items()}
    known.save()
    return hashes


def _role_hash(spec: RoleSpec, known: KnownHashes) -> str:
    package = package_of(spec.checkpoint)
    if package is not None:
        return f"{package}=={version(package)}"
    return joint_hash([known.hash_of(path) for path in weight_files(checkpoint_folder(spec))])


def _key(path: Path) -> str:
    status = path.stat()
    return f"{path}|{status.st_size}|{status.st_mtime_ns}"


class KnownHashes:
    """Known hashes, in a small file of the data folder that may be lost at any time."""

    def __init__(self, data_dir: Path) -> None:
        self._path = path = data_dir / "hashes.json"
        self._changed = False
        self._hashes: dict[str, str] = {}
        with contextlib.suppress(TextFileError):
            found = read_small_json(path)
            if isinstance(found, dict):
                self._hashes = {key: value for key, value in found.items() if isinstance(value, str)}

    @classmethod
    def beside(cls, folder: Path) -> KnownHashes:
        """Those of the data folder that a folder of it belongs to."""
        return cls(folder.parent)

    def known(self, path: Path) -> str | None:
        """The hash, where it is known without reading a large file: by the hub's name for it, or from before.

        The hub's name is still there when the file itself has been dropped.
        """
        named = name_of_blob(path)
        if named is not None:
            return named
        try:
            return self._hashes.get(_key(path))
        except OSError:
            return None

    def hash_of(self, path: Path) -> str:
        """The hash; reads the file where it is not known. Raises `OSError`."""
        found = self.known(path)
        if found is None:
            found = self._hashes[_key(path)] = file_hash(path)
            self._changed = True
        return found

    def save(self) -> None:
        if not self._changed:
            return
        try:
            make_private_folder(self._path.parent)
            write_private_text(self._path, json.dumps(self._hashes))
        except OSError:  # a full or read-only disk costs only time at the next start
            return
