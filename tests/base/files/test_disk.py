"""The disk of a folder that is not there yet, and what became of a drive that was there."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from tests.disks import disk_at, pull_out, put_in
from vortex_gui.base.files.disk import Drive, DriveChange, drive_of, free_disk, nearest_existing, refusal


def test_the_nearest_folder_that_exists_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nearest_existing(tmp_path) == tmp_path
    assert nearest_existing(tmp_path / "not" / "there") == tmp_path
    monkeypatch.chdir(tmp_path)
    assert nearest_existing(Path("not") / "there") == tmp_path


def test_free_disk_is_that_of_the_nearest_folder(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert free_disk(tmp_path / "not" / "there") == pytest.approx(free, abs=2**30)


BEFORE = Drive("/mnt/stick/out", "/mnt/stick", "file system 1")


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (BEFORE, DriveChange.NONE),
        (Drive("/mnt/stick/out", "/", "file system 9"), DriveChange.GONE),
        (Drive("/mnt/stick/out", "/mnt", "file system 1"), DriveChange.GONE),
        (Drive("/mnt/stick/link", "/", "file system 9"), DriveChange.GONE),
        (Drive("/mnt/stick/out", "/mnt/stick", "file system 2"), DriveChange.OTHER),
        (Drive("/mnt/stick/out", "/mnt/stick", ""), DriveChange.NONE),
        (Drive("/mnt/stick/out", "/mnt/stick/out", "file system 2"), DriveChange.NONE),
        (Drive("/home/out", "/", "file system 9"), DriveChange.NONE),
        (Drive("/mnt/stick2/out", "/", "file system 9"), DriveChange.NONE),
    ],
)
def test_a_drive_is_gone_where_its_folders_lie_on_the_one_above(now: Drive, change: DriveChange) -> None:
    assert BEFORE.change(now) is change


def test_the_drive_of_the_system_is_never_gone() -> None:
    before = Drive("/home/out", "/", "file system 1")
    assert before.change(Drive("/home/out", "/", "file system 2")) is DriveChange.NONE
    assert before.change(Drive("/home/out", "/home", "file system 2")) is DriveChange.NONE


def test_a_drive_that_is_pulled_out_is_seen_also_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "stick" / "out")
    for folder in (tmp_path / "stick" / "out", tmp_path / "link"):
        with disk_at(tmp_path / "stick"):
            (tmp_path / "stick" / "out").mkdir()
            before = drive_of(folder)
            assert before.mount == str(tmp_path / "stick")
            assert before.change(drive_of(folder)) is DriveChange.NONE
            pull_out(tmp_path / "stick")
            assert before.change(drive_of(folder)) is DriveChange.GONE
            put_in(tmp_path / "stick")
            assert before.change(drive_of(folder)) is not DriveChange.GONE


def test_a_circle_of_links_has_no_drive(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OSError):
        drive_of(tmp_path / "a" / "out")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_has_a_remedy_of_its_own(number: int) -> None:
    sentence, remedy = refusal(Path("/out"), OSError(number, "No room"))
    assert sentence == "/out cannot be written (No room)."
    assert remedy == "Too little disk space is free: make room, or choose another output folder."
    assert refusal(Path("/out"), PermissionError(errno.EACCES, "No"))[1] == "Choose a writable output folder."


def test_a_file_that_may_grow_no_further_names_the_limit_of_the_shell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resource = pytest.importorskip("resource")
    too_large = OSError(errno.EFBIG, "File too large")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1_024_000, resource.RLIM_INFINITY))
    assert refusal(Path("/out"), too_large) == (
        "/out cannot be written (File too large).",
        "A limit on this process ends files at 1.0 MB: lift it (ulimit -f unlimited) where the program "
        "is started.",
    )
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    remedy = "Its file system holds no larger file: choose an output folder on another one."
    assert refusal(Path("/out"), too_large)[1] == remedy
