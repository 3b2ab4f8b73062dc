"""The window's INI files are private, and nothing that stands in their place holds the window up."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.narrowing import present
from vortex_gui.console.parts.private_ini import MAX_FILE_BYTES, keep, kept, private_ini


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "some.ini"


def test_what_is_kept_is_read_again_and_private(path: Path) -> None:
    keep(private_ini(path), {"a": "1", "b": "2"})
    again = private_ini(path)
    assert (kept(again, "a"), kept(again, "b"), kept(again, "c")) == ("1", "2", None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_can_read_is_taken_from_them(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    path.chmod(0o644)
    keep(present(private_ini(path)), {"a": "1"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_opening_makes_no_file(path: Path) -> None:
    assert private_ini(path) is not None
    assert not path.exists()


def test_pipe_folder_and_long_file_are_no_ini(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "long").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert [private_ini(tmp_path / name) for name in ("pipe", "long", ".")] == [None] * 3


def test_without_a_file_nothing_is_kept() -> None:
    keep(None, {"a": "1"})
    assert kept(None, "a") is None
