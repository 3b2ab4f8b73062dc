"""What stands at a path, in the operator's words."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from tests.odd_things import NO_FILES, NO_FOLDERS, UNWRITABLE, modes_count
from vortex_gui.base.files.standing import (
    is_file,
    is_folder,
    kind_of,
    missing,
    not_a_file,
    seen,
    unfit_file,
    unusable_folder,
    unwritable_file,
    why,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and modes of POSIX")

WORDS = {
    "loop": "a link that leads back to itself",
    "ring": "a link that leads back to itself",
    "below a file": "a file stands where its path needs a folder",
    "hidden": "permission denied",
    "long name": "its name is too long",
    "long path": "its name is too long",
    "nul": "it holds a character that no path can have",
    "folder": "a folder; a file is needed",
    "pipe": "a pipe; a file is needed",
    "socket": "a socket; a file is needed",
    "device": "a device; a file is needed",
}


@pytest.mark.parametrize("thing", WORDS)
def test_what_is_no_file_is_named(thing: str, tmp_path: Path) -> None:
    path = NO_FILES[thing](tmp_path / "odd")
    with modes_count():
        assert unfit_file(path) == WORDS[thing]


@pytest.mark.parametrize("thing", WORDS)
def test_what_is_no_file_is_seen_as_none_and_nothing_raises(thing: str, tmp_path: Path) -> None:
    path = NO_FILES[thing](tmp_path / "odd")
    with modes_count():
        assert not is_file(path)
        assert is_folder(path) is (thing == "folder")
        assert (seen(path) is None) is (not WORDS[thing].endswith("; a file is needed"))


def test_a_file_or_nothing_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "lost").symlink_to("nothing")
    for name in ("file", "link", "none", "lost"):
        assert unfit_file(tmp_path / name) == unwritable_file(tmp_path / name) == ""
    assert missing(tmp_path / "none") == "no such file"
    assert missing(tmp_path / "lost") == "a link that leads to nothing"
    assert not_a_file((tmp_path / "file").stat().st_mode) == ""
    assert kind_of(tmp_path.stat().st_mode) == "a folder"


@pytest.mark.parametrize("thing", [thing for thing in UNWRITABLE if thing != "name not in UTF-8"])
def test_a_file_that_cannot_be_written_is_told_before_it_is(thing: str, tmp_path: Path) -> None:
    path = UNWRITABLE[thing](tmp_path / "odd")
    with modes_count():
        assert unwritable_file(path)


@pytest.mark.parametrize("thing", [thing for thing in NO_FOLDERS if thing != "name not in UTF-8"])
def test_a_folder_that_can_neither_be_used_nor_made_is_told(thing: str, tmp_path: Path) -> None:
    path = NO_FOLDERS[thing](tmp_path / "odd")
    with modes_count():
        assert unusable_folder(path)


def test_a_folder_that_is_there_or_can_be_made_is_no_fault(tmp_path: Path) -> None:
    assert unusable_folder(tmp_path) == unusable_folder(tmp_path / "a" / "b") == ""
    (tmp_path / "link").symlink_to(tmp_path)
    assert unusable_folder(tmp_path / "link" / "c") == ""


def test_the_place_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert unusable_folder(tmp_path / "file" / "a") == f"{tmp_path / 'file'}: a file; a folder is needed"
    assert unusable_folder(tmp_path / "file") == "a file; a folder is needed"


def test_what_has_no_words_of_ours_keeps_the_systems() -> None:
    assert why(OSError(errno.EIO, os.strerror(errno.EIO))) == os.strerror(errno.EIO)
    assert why(OSError("odd")) == "odd"
