"""Which prepared file stands for a checkpoint folder; no torch."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vortex_gui.checkpoints.hashes import KnownHashes, file_hash, joint_hash
from vortex_gui.checkpoints.places import network_files
from vortex_gui.checkpoints.quantised import Key, find_prepared


def find(folder: Path, scheme: str, place: Path | None) -> Path | None:
    """The prepared file of a checkpoint folder whose hash is known without reading it."""
    if place is None:
        return None
    key = key_of(folder, scheme, KnownHashes.beside(place).known)
    return None if key is None else find_prepared(place, key)


def key_of(folder: Path, scheme: str, hash_of: Callable[[Path], str | None]) -> Key | None:
    """The key of what is made from a folder; `None` where a hash is not known."""
    files = [hash_of(path) for path in network_files(folder)]
    config = folder / "config.json"
    if not files or None in files or not config.is_file():
        return None
    source = joint_hash([file_hash(config), *(found for found in files if found)])
    return Key(_name(folder), source, scheme, _library(scheme))


def origin(folder: Path) -> str:
    """The folder; of the hub's cache the repository, whatever its revision."""
    parts = folder.parts
    return str(Path(*parts[: parts.index("snapshots")])) if "snapshots" in parts else str(folder.absolute())


def _name(folder: Path) -> str:
    """The network's name: its folder's, and of a whole snapshot the repository's."""
    return Path(origin(folder)).name if folder.parent.name == "snapshots" else folder.name


def _library(scheme: str) -> str:
    if scheme != "nf4":
        return "vortex"
    try:
        return f"bitsandbytes {version('bitsandbytes')}"
    except PackageNotFoundError:
        return "bitsandbytes"
