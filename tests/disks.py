"""Small disks of their own for tests, where the right to mount is there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def mount(*arguments: str) -> bool:
    """Whether the system mounted it."""
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, timeout=20)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def put_in(place: Path, size: str = "512k") -> None:
    """Mounts an empty disk at a folder; skips the test where that is not allowed."""
    place.mkdir(exist_ok=True)
    if not mount("-t", "tmpfs", "-o", f"size={size}", "none", str(place)):
        pytest.skip("mounting is not allowed here")


def pull_out(place: Path) -> None:
    """Takes the disk away, also from under open files."""
    subprocess.run(["umount", "-l", str(place)], check=True, timeout=20)


@contextmanager
def disk_at(place: Path, size: str = "512k") -> Iterator[Path]:
    """A disk that is there meanwhile, whatever the test does with it."""
    put_in(place, size)
    try:
        yield place
    finally:
        while place.is_mount():
            pull_out(place)
