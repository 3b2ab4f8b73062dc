"""The disk of a folder that is not there yet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vortex_gui.base.disk import free_disk, nearest_existing


def test_the_nearest_folder_that_exists_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nearest_existing(tmp_path) == tmp_path
    assert nearest_existing(tmp_path / "not" / "there") == tmp_path
    monkeypatch.chdir(tmp_path)
    assert nearest_existing(Path("not") / "there") == tmp_path


def test_free_disk_is_that_of_the_nearest_folder(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert free_disk(tmp_path / "not" / "there") == pytest.approx(free, abs=2**30)
