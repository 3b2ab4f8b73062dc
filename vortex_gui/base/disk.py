"""The disk below a folder that may not exist yet."""

from __future__ import annotations

import shutil
from pathlib import Path


def nearest_existing(folder: Path) -> Path:
    """The folder itself, or the nearest above it that exists (or a file that stands in its way)."""
    absolute = folder.absolute()
    return next(path for path in (absolute, *absolute.parents) if path.exists())


def free_disk(folder: Path) -> int:
    """Free bytes of the folder's disk, also before the folder exists. Raises `OSError`."""
    return shutil.disk_usage(nearest_existing(folder)).free
