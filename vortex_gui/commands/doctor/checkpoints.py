"""Checks of the checkpoints: are the weights there, whole, and the bytes of the hub?"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import PACKAGE_PREFIX, RoleSpec
from vortex_gui.checkpoints.places import checkpoint_folder
from vortex_gui.commands.doctor.check import Check, State
from vortex_gui.commands.doctor.packages import NOT_INSTALLED, version_of

HASHED_UP_TO_BYTES = 2_000_000_000
"""Larger checkpoints are hashed only when asked: it takes some seconds a gigabyte."""
WEIGHT_SUFFIXES = (".safetensors", ".pth", ".pt", ".onnx")


def checkpoint(role: str, spec: RoleSpec, hash_all: bool) -> Check:
    """Size and hash of a role's weights; safetensors are compared with their own headers."""
    name = f"checkpoint {role}"
    if spec.checkpoint.startswith(PACKAGE_PREFIX):
        package = spec.checkpoint.removeprefix(PACKAGE_PREFIX)
        found = version_of(package)
        fault = found == NOT_INSTALLED
        remedy = f"Install {package.replace('_', '-')}." if fault else ""
        return Check(name, State.FAULT if fault else State.GOOD, f"{package} {found}", remedy)
    try:
        folder = checkpoint_folder(spec)
        files = sorted(p for p in folder.rglob("*") if p.suffix in WEIGHT_SUFFIXES)
        if not files:
            raise CheckpointError(folder, "holds no weights", remedy="Fetch it with `vortex-gui prefetch`.")
        for path in files:
            check_weights_file(path)
    except CheckpointError as error:
        return Check(
            name, State.FAULT, error.sentence, error.remedy or "Fetch it with `vortex-gui prefetch`."
        )
    size = sum(path.stat().st_size for path in files)
    found = f"{folder}, {len(files)} files, {size / 1e6:,.1f} MB"
    if size <= HASHED_UP_TO_BYTES or hash_all:
        found += f", sha256 {_hash(files)[:16]}…"
        wrong = [path.name for path in files if not _keeps_its_name(path)]
        if wrong:
            return Check(
                name,
                State.FAULT,
                f"{found}; not the bytes of the hub: {', '.join(wrong)}",
                "Delete and prefetch it.",
            )
    return Check(name, State.GOOD, found)


def check_weights_file(path: Path) -> None:
    """Raises `CheckpointError` for a safetensors file of another length than its header says."""
    size = path.stat().st_size
    if path.suffix != ".safetensors":
        if not size:
            raise CheckpointError(path, "is empty")
        return
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if length > size:
                raise ValueError("its header is longer than the file")
            header = json.loads(file.read(length))
        end = max((e["data_offsets"][1] for n, e in header.items() if n != "__metadata__"), default=0)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(path, f"is not a whole safetensors file ({error})") from None
    if size != 8 + length + end:
        raise CheckpointError(path, f"has {size:,} bytes, and its header asks for {8 + length + end:,}")


def _hash(files: list[Path]) -> str:
    """One hash of all files: of their own hashes, in the order of their names; a single file's own."""
    hashes = [_file_hash(path) for path in files]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keeps_its_name(path: Path) -> bool:
    """A large file in the hub's cache is named by its sha256; other files have no such name to keep."""
    blob = path.resolve()
    is_named = blob.parent.name == "blobs" and len(blob.name) == 64
    return not is_named or _file_hash(blob) == blob.name
