"""Where a checkpoint lies: inside a package, in a local folder, or in the hub's local cache."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.paths import expanded
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import PACKAGE_PREFIX, RoleSpec
from vortex_gui.base.words.translation import mark, tr

NAME_OR_FETCH = mark("Name a local folder in the profile, or fetch it with `vortex-gui prefetch`.")
"""The remedy where a checkpoint is not on this machine."""
WEIGHT_SUFFIXES = (".safetensors", ".pth", ".pt", ".bin", ".onnx")
NEWEST = "main"
"""The revision of a hub id that names none: it moves, so the shipped profiles name a commit."""


@dataclass(frozen=True, slots=True)
class HubId:
    """A repository of the hub and its revision, written `repository@revision` in a profile."""

    repo_id: str
    revision: str = NEWEST


def hub_id(checkpoint: str) -> HubId:
    """The repository and revision that a checkpoint names, whether it is one or not."""
    repo_id, _, revision = checkpoint.partition("@")
    return HubId(repo_id, revision or NEWEST)


def package_of(checkpoint: str) -> str | None:
    """The package that brings the weights; `None` for a folder or a hub id."""
    return checkpoint.removeprefix(PACKAGE_PREFIX) if checkpoint.startswith(PACKAGE_PREFIX) else None


def named_folder(checkpoint: str) -> Path | None:
    """The folder that a profile names, by itself or below `resources/`; `None` for anything else."""
    try:
        folders = (expanded(checkpoint), RESOURCES / checkpoint)
    except ValueError:
        return None
    return next((folder for folder in folders if folder.is_dir()), None)


def comes_from_hub(checkpoint: str) -> bool:
    """Whether it is a hub id: neither in a package nor a folder."""
    return package_of(checkpoint) is None and named_folder(checkpoint) is None


def checkpoint_folder(spec: RoleSpec) -> Path:
    """The local folder of a role's checkpoint; raises `CheckpointError` when there is none.

    Looks for an absolute path, below `resources/`, then in the local hub cache; downloads nothing.
    """
    found = named_folder(spec.checkpoint) or _hub_snapshot(hub_id(spec.checkpoint))
    if found is None:
        raise CheckpointError(
            spec.checkpoint,
            tr("no such checkpoint on this machine"),
            remedy=tr(NAME_OR_FETCH),
        )
    return found


def weight_files(folder: Path) -> list[Path]:
    """The files that hold weights, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.suffix in WEIGHT_SUFFIXES)


def shard_paths(folder: Path) -> list[Path]:
    """The safetensors of one network, also those that were dropped from the hub's cache since."""
    return sorted(folder.glob("*.safetensors"))


def network_files(folder: Path) -> list[Path]:
    """What one network is read from: its safetensors, or torch's own file where there are none."""
    return shard_paths(folder) or sorted(folder.glob("pytorch_model.bin"))


def _hub_snapshot(hub: HubId) -> Path | None:
    """The snapshot of a hub id in the local cache; `None` if it is not there or not an id."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub.repo_id, revision=hub.revision, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError):
        return None
