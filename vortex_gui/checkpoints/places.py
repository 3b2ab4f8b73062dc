"""Where a role's checkpoint lies on this machine."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import RoleSpec
from vortex_gui.base.shipped import RESOURCES


def checkpoint_folder(spec: RoleSpec) -> Path:
    """The local folder of a role's checkpoint; raises `CheckpointError` when there is none.

    Looked for: an absolute path, below `resources/`, then the local hub cache. Nothing is downloaded.
    """
    for folder in (Path(spec.checkpoint).expanduser(), RESOURCES / spec.checkpoint):
        if folder.is_dir():
            return folder
    cached = _hub_snapshot(spec.checkpoint)
    if cached is not None:
        return cached
    raise CheckpointError(
        spec.checkpoint,
        "no such checkpoint on this machine",
        remedy="Name a local folder in the profile, or fetch it with `vortex-gui prefetch`.",
    )


def _hub_snapshot(repo_id: str) -> Path | None:
    """The newest snapshot of a hub id in the local cache; `None` if it is not there or not an id."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(repo_id, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError):
        return None
