"""Files in shared folders: what somebody put in a file's place is neither written through nor waited for."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from vortex_gui.base.files.own_files import (
    is_plain,
    lasting_path,
    new_file,
    open_folder,
    read_plain,
    write_new,
)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    return path


@pytest.mark.parametrize("kind", ["symbolic", "hard"])
def test_what_a_link_leads_to_stays_as_it_is(kind: str, mine: Path, tmp_path: Path) -> None:
    place = tmp_path / "report.json"
    if kind == "symbolic":
        place.symlink_to(mine)
    else:
        place.hardlink_to(mine)
    write_new(place, b"new")
    assert (mine.read_text(), place.read_text()) == ("mine", "new")
    assert is_plain(place)


def test_a_link_to_nothing_makes_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "place").symlink_to(tmp_path / "elsewhere")
    write_new(tmp_path / "place", b"new")
    assert not (tmp_path / "elsewhere").exists()


def test_a_link_that_comes_back_at_once_is_refused(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is quicker than we are, between taking the old away and making the new."""
    place = tmp_path / "place"
    unlink = os.unlink

    def unlink_and_link(path: Path, *, dir_fd: int | None = None) -> None:
        with suppress(FileNotFoundError):
            unlink(path)
        path.symlink_to(mine)

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", unlink_and_link)
        with pytest.raises(FileExistsError):
            new_file(place)
    assert mine.read_text() == "mine"


def test_a_folder_in_the_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    with pytest.raises(OSError):
        write_new(tmp_path / "place", b"new")


def test_only_a_file_itself_is_plain(mine: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(mine)
    assert is_plain(mine)
    assert not any(is_plain(path) for path in (tmp_path, tmp_path / "link", tmp_path / "none", Path("a\0b")))


def test_a_plain_file_is_read_up_to_its_limit(mine: Path) -> None:
    assert read_plain(mine, 4) == b"mine"
    with pytest.raises(OSError, match="too long"):
        read_plain(mine, 3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes by name here")
def test_a_pipe_a_link_or_a_folder_is_not_read_and_nobody_waits(mine: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(mine)
    assert not is_plain(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "link", tmp_path):
        with pytest.raises(OSError):
            read_plain(path, 10)


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="no files by an open folder here")
def test_a_file_goes_to_the_folder_that_was_opened_wherever_that_has_been_moved(
    mine: Path, tmp_path: Path
) -> None:
    (tmp_path / "part").mkdir()
    folder = open_folder(tmp_path / "part")
    try:
        (tmp_path / "part").rename(tmp_path / "moved")
        (tmp_path / "part").symlink_to(tmp_path)
        write_new(tmp_path / "part" / mine.name, b"new", dir_fd=folder)
    finally:
        os.close(folder or 0)
    assert mine.read_text() == "mine"
    assert (tmp_path / "moved" / mine.name).read_text() == "new"
    with pytest.raises(OSError):
        open_folder(tmp_path / "part")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a path to an open file")
def test_a_lasting_path_leads_to_the_open_file_whatever_took_its_place(mine: Path, tmp_path: Path) -> None:
    with new_file(tmp_path / "clip") as file:
        (tmp_path / "clip").rename(tmp_path / "moved")
        (tmp_path / "clip").symlink_to(mine)
        Path(lasting_path(file, tmp_path / "clip")).write_bytes(b"new")
    assert (mine.read_text(), (tmp_path / "moved").read_text()) == ("mine", "new")
