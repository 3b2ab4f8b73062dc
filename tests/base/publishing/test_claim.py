"""A claim on a number, and what only looks like one: nothing of somebody else's is taken away."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from vortex_gui.base.files.own_files import open_folder
from vortex_gui.base.publishing import claim
from vortex_gui.base.publishing.claim import SlotNumberTaken, claimed, is_ours, remove_litter
from vortex_gui.base.publishing.folder_lock import LOCK_NAME
from vortex_gui.pipeline.slot.slot_folder import SlotFolder

NAME = ".part-slot-000001"
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, owners and pipes of POSIX")


def left_behind(folder: Path, name: str = NAME) -> Path:
    """As a killed process leaves it."""
    path = folder / name
    path.mkdir()
    (path / LOCK_NAME).touch()
    (path / "speech.wav").write_bytes(b"half")
    return path


def test_what_a_dead_process_left_is_ours_and_goes(tmp_path: Path) -> None:
    assert is_ours(left_behind(tmp_path))
    assert remove_litter(tmp_path) == [tmp_path / NAME]
    assert list(tmp_path.iterdir()) == []


def with_a_link_as_its_lock(path: Path) -> None:
    path.mkdir()
    (path / LOCK_NAME).symlink_to(path.parent / "mine")


def with_a_file_in_it(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("x")


NOT_OURS: dict[str, Callable[[Path], object]] = {
    "no mark": lambda path: (left_behind(path.parent, path.name) / LOCK_NAME).unlink(),
    "a file of somebody's": lambda path: (left_behind(path.parent, path.name) / "notes.txt").write_text("x"),
    "a folder in it": lambda path: (left_behind(path.parent, path.name) / "actor.png").mkdir(),
    "a link in it": lambda path: (left_behind(path.parent, path.name) / "slot.mp4").symlink_to("/etc/hosts"),
    "a link as its lock": with_a_link_as_its_lock,
    "a file": lambda path: path.write_text("x"),
    "a link": lambda path: path.symlink_to(path.parent),
}


@pytest.mark.parametrize("kind", NOT_OURS)
def test_what_only_has_the_name_stays(kind: str, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    NOT_OURS[kind](tmp_path / NAME)
    before = sorted(tmp_path.rglob("*"))
    assert not is_ours(tmp_path / NAME)
    assert remove_litter(tmp_path) == []
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize(
    "name", [".part-slot-1", ".part-slot-notes", ".part-slot-000001-old", ".new-slot-000001"]
)
def test_a_name_that_the_program_does_not_give_stays(name: str, tmp_path: Path) -> None:
    left_behind(tmp_path, name)
    assert remove_litter(tmp_path) == []
    assert (tmp_path / name / "speech.wav").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_what_another_user_left_stays(tmp_path: Path) -> None:
    path = left_behind(tmp_path)
    os.chown(path, 12345, 12345)
    assert remove_litter(tmp_path) == []
    with pytest.raises(SlotNumberTaken, match="Another user's program is generating"):
        SlotFolder(tmp_path, 1)
    assert (path / "speech.wav").read_bytes() == b"half"


STANDS: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: path.write_text("x"),
    "a link": lambda path: path.symlink_to(path.parent / "nowhere"),
    "a folder that this program did not make": with_a_file_in_it,
    "a pipe or a device": lambda path: os.mkfifo(path),
}


@posix
@pytest.mark.parametrize("kind", STANDS)
def test_what_stands_in_the_way_is_named_with_a_way_out(kind: str, tmp_path: Path) -> None:
    STANDS[kind](tmp_path / NAME)
    with pytest.raises(SlotNumberTaken) as told:
        SlotFolder(tmp_path, 1)
    assert told.value.sentence == f"{tmp_path / NAME} stands in the way: it is {kind}."
    assert told.value.remedy.startswith("Move it away")
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_locked_claim_with_a_strangers_file_in_it_is_a_living_programs(tmp_path: Path) -> None:
    path = left_behind(tmp_path)
    (path / "notes.txt").write_text("x")
    with (
        FileLock(path / LOCK_NAME, thread_local=False),
        pytest.raises(SlotNumberTaken, match="Another program"),
    ):
        claimed(path)


@posix
def test_nobody_else_can_change_a_claim_and_a_finished_folder_has_the_usual_mode(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        folder = SlotFolder(tmp_path, 1)
        assert stat.S_IMODE(folder.part.stat().st_mode) == 0o711
        folder.publish("{}")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.final.stat().st_mode) == 0o775


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_no_other_program(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        claimed(tmp_path / NAME)


@pytest.mark.parametrize("moved_s", [-3600, 3600])
def test_what_a_dead_process_began_goes_also_when_the_systems_time_was_set_back(
    moved_s: int, tmp_path: Path
) -> None:
    fresh = tmp_path / f".new-slot-000001-{'0' * 12}"
    fresh.mkdir()
    assert remove_litter(tmp_path) == []
    os.utime(fresh, (time.time() + moved_s,) * 2)
    assert remove_litter(tmp_path) == [fresh]


def test_a_claim_that_a_jump_of_the_time_made_litter_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_late(path: Path) -> int | None:
        opened.append(path)
        if len(opened) == 1:
            path.rmdir()
        return open_folder(path)

    monkeypatch.setattr(claim, "open_folder", open_late)
    part = tmp_path / ".part-slot-000001"
    made = claimed(part)
    assert made.is_at(part)
    assert [path.name for path in tmp_path.iterdir()] == [part.name]
    made.remove(part)
