"""Which file or folder stands at a path: the path may name another one later."""

from __future__ import annotations

from pathlib import Path

Identity = tuple[int, int]
"""Device and number of a file or folder, which it keeps wherever it is moved on its drive."""


def identity(path: Path) -> Identity | None:
    """Of the file that is opened at `path`, also behind a link; `None` where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def own_identity(path: Path) -> Identity:
    """Of what stands at `path` itself, not behind a link. Raises `OSError`."""
    found = path.lstat()
    return found.st_dev, found.st_ino
