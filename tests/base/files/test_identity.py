"""Tests which file stands at a path: after a move, after a replacement, and behind a link."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vortex_gui.base.files.identity import identity, own_identity


def test_a_moved_folder_keeps_its_identity(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    was = own_identity(first)
    second = first.rename(tmp_path / "second")
    assert own_identity(second) == identity(second) == was


def test_another_file_in_the_place_is_another_one(tmp_path: Path) -> None:
    path, other = tmp_path / "file", tmp_path / "other"
    path.touch()
    other.touch()
    was = identity(path)
    other.replace(path)
    assert identity(path) != was


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_is_followed_or_taken_for_itself(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.touch()
    link.symlink_to(file)
    assert identity(link) == identity(file)
    assert own_identity(link) != own_identity(file)


def test_nothing_at_the_path(tmp_path: Path) -> None:
    assert identity(tmp_path / "none") is None
    with pytest.raises(FileNotFoundError):
        own_identity(tmp_path / "none")
