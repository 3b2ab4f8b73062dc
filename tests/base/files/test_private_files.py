"""Files that only their owner can read, whatever the umask says."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vortex_gui.base.files.private_files import (
    HAS_MODES,
    make_private_file,
    make_private_folder,
    open_private,
    replace_private_text,
    take_from_others,
    write_private_text,
)


@pytest.fixture(params=[0o000, 0o022, 0o277], autouse=True)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_folder_and_its_files_are_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    make_private_folder(folder)
    make_private_folder(folder)
    make_private_file(folder / "empty")
    write_private_text(folder / "text", "words")
    with open(folder / "log", "a", opener=open_private) as file:
        file.write("line")
    assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in folder.iterdir()} == {
        "empty": 0o600, "text": 0o600, "log": 0o600,
    }  # fmt: skip
    write_private_text(folder / "text", "other")
    assert (folder / "text").read_text() == "other"


def test_a_file_that_others_could_read_becomes_private_when_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("x")
    (tmp_path / "text").chmod(0o644)
    write_private_text(tmp_path / "text", "words")
    assert mode(tmp_path / "text") == 0o600


def test_the_mode_of_a_folder_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o755)
    make_private_folder(tmp_path / "data")
    assert mode(tmp_path / "data") == 0o755


def test_the_folders_above_are_private_too(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "data" / "slot-memory" / "local-1")
    made = ("data", "data/slot-memory", "data/slot-memory/local-1")
    assert [mode(tmp_path / name) for name in made] == [0o700] * 3


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch(0o600)
    with pytest.raises(NotADirectoryError, match="data"):
        make_private_folder(tmp_path / "data")


def test_rights_of_others_are_taken_away_once_and_links_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "file").chmod(0o640)
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert not take_from_others(tmp_path / "link")
    assert mode(tmp_path / "file") == 0o640
    assert take_from_others(tmp_path / "file")
    assert mode(tmp_path / "file") == 0o600
    assert not take_from_others(tmp_path / "file")


def test_a_pipe_in_a_files_place_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link"):
        for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR):
            with pytest.raises(OSError, match=r"Invalid argument|No such device|Too many levels"):
                open_private(tmp_path / name, flags)
        with pytest.raises(OSError, match=r"Invalid argument|No such device|Too many levels"):
            make_private_file(tmp_path / name)


@pytest.mark.skipif(not HAS_MODES, reason="links of POSIX")
@pytest.mark.parametrize("write", [write_private_text, replace_private_text])
def test_a_link_in_the_files_place_goes_and_what_it_leads_to_stays(
    write: Callable[[Path, str], None], tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    for target in (mine, Path("/dev/zero"), tmp_path / "nothing", tmp_path / "ours"):
        (tmp_path / "ours").unlink(missing_ok=True)
        (tmp_path / "ours").symlink_to(target)
        write(tmp_path / "ours", "ours")
        assert not (tmp_path / "ours").is_symlink()
        assert (tmp_path / "ours").read_text() == "ours"
    assert mine.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "ours"]


def test_a_text_that_cannot_take_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "ours" / "mine").mkdir(parents=True)
    with pytest.raises(OSError, match="ours"):
        replace_private_text(tmp_path / "ours", "ours")
    assert [path.name for path in tmp_path.iterdir()] == ["ours"]
