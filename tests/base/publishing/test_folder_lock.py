"""The lock of a claim's folder: taken of a dead one, refused by a living one, and nothing is made for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from vortex_gui.base.files.identity import own_identity
from vortex_gui.base.publishing.folder_lock import LOCK_NAME, lock_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / ".part-slot-000001"
    made.mkdir()
    (made / LOCK_NAME).touch()
    return made


def test_it_is_held_until_it_is_released_and_belongs_to_its_folder(folder: Path) -> None:
    lock = lock_of(folder)
    assert lock.identity == own_identity(folder)
    with pytest.raises(BlockingIOError):
        lock_of(folder)
    lock.release()
    lock.release()
    lock_of(folder).release()


def test_a_living_process_keeps_it(folder: Path) -> None:
    with FileLock(folder / LOCK_NAME), pytest.raises(BlockingIOError):
        lock_of(folder)


def test_a_folder_that_has_gone_is_not_made_again(folder: Path) -> None:
    folder.rename(folder.with_name("slot-000001"))
    with pytest.raises(FileNotFoundError):
        lock_of(folder)
    assert not folder.exists()


def test_a_lock_is_made_only_where_there_may_be_none_yet(folder: Path) -> None:
    (folder / LOCK_NAME).unlink()
    with pytest.raises(FileNotFoundError):
        lock_of(folder)
    assert list(folder.iterdir()) == []
    lock_of(folder, make=True).release()
    assert [path.name for path in folder.iterdir()] == [LOCK_NAME]


def test_one_whose_holder_publishes_and_lets_go_meanwhile_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    real = fcntl.flock

    def publish_first(*arguments: int) -> None:
        (folder / LOCK_NAME).unlink()
        real(*arguments)

    monkeypatch.setattr(fcntl, "flock", publish_first)
    with pytest.raises(FileNotFoundError):
        lock_of(folder)
