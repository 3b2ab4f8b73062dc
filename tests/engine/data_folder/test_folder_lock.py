"""One console holds the data folder; when its process dies the system lets go."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from vortex_gui.engine.data_folder.folder_lock import LOCK_NAME, FolderLock

HOLD = """
import sys
from pathlib import Path
from vortex_gui.engine.data_folder.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
sys.stdin.read()
"""


def test_a_second_holder_is_refused_and_hears_of_the_first(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    assert first.take()
    assert not second.take()
    assert second.holder == os.getpid()
    first.release()
    assert second.take()
    second.release()
    second.release()


def test_the_lock_goes_with_a_process_that_is_killed(tmp_path: Path) -> None:
    mine = FolderLock(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"True\n"
        assert not mine.take()
        assert mine.holder == other.pid
        other.kill()
    assert mine.take()
    mine.release()


def test_a_lock_file_that_says_nothing_names_no_holder(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    assert first.take()
    (tmp_path / LOCK_NAME).write_text("someone\n")
    assert not second.take()
    assert second.holder is None
    first.release()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        FolderLock(tmp_path / "gone").take()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
@pytest.mark.parametrize("swap", ["deleted", "replaced"])
def test_a_lock_file_that_is_deleted_while_held_lets_nobody_in(tmp_path: Path, swap: str) -> None:
    mine = FolderLock(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"True\n"
        (tmp_path / LOCK_NAME).unlink()
        if swap == "replaced":
            (tmp_path / LOCK_NAME).write_text("1\n")
        assert not mine.take()
        assert not FolderLock(tmp_path).take()
        other.kill()
    assert mine.take()
    mine.release()


def test_an_earlier_version_that_locks_the_file_alone_keeps_the_folder(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with (tmp_path / LOCK_NAME).open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert not FolderLock(tmp_path).take()
    mine = FolderLock(tmp_path)
    assert mine.take()
    mine.release()


def a_folder(path: Path) -> None:
    (path / "mine").mkdir(parents=True)


PUT: dict[str, Callable[[Path], object]] = {
    "folder": a_folder,
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "loop": lambda path: path.symlink_to(path.name),
    "link": lambda path: path.symlink_to("mine"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")
@pytest.mark.parametrize("kind", PUT)
def test_whatever_stands_in_the_files_place_one_console_holds_the_folder(kind: str, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    PUT[kind](tmp_path / LOCK_NAME)
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
    assert (tmp_path / "mine").read_text() == "mine"
