"""A small file system of its own for a piece of code, which may fill it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

_MOUNTED = 'mount -t tmpfs -o "size=$1" none "$2" && shift 2 && exec "$@"'


def run_on_small_disk(code: str, folder: Path, *, size: str = "24m") -> str:
    """What the code prints; `folder` is a disk of that size to it, and its first argument.

    A namespace of its own holds the mount, so that it ends with the process, however that ends.
    """
    if shutil.which("unshare") is None or subprocess.run([*_own(), "true"], capture_output=True).returncode:
        pytest.skip("no mount namespace here")
    folder.mkdir(parents=True, exist_ok=True)
    ran = subprocess.run(
        [*_own(), "sh", "-c", _MOUNTED, "sh", size, str(folder), sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert ran.returncode == 0, (ran.returncode, ran.stdout, ran.stderr)
    return ran.stdout


def _own() -> list[str]:
    return ["unshare", "--user", "--map-root-user", "--mount"]
