"""The data folder's disk: a shortage is told once, and again only after there was room."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.engine.watch import disk_watch
from vortex_gui.engine.watch.disk_watch import LOW_BYTES, DiskWatch


def test_a_shortage_is_told_once_until_there_was_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [LOW_BYTES]
    monkeypatch.setattr(disk_watch, "free_disk", lambda folder: free[0])
    watch = DiskWatch(tmp_path)

    def look(free_bytes: float) -> str:
        free[0] = int(free_bytes)
        return watch.look()

    assert look(LOW_BYTES) == ""
    assert look(LOW_BYTES - 1) == f"{tmp_path} has 200 MB of free disk left for queue, history and log."
    assert look(LOW_BYTES * 1.2) == ""
    assert look(LOW_BYTES - 1) == ""
    assert look(LOW_BYTES * 1.3) == ""
    assert look(3_400_000).startswith(f"{tmp_path} has 3 MB")


def test_a_folder_that_cannot_be_asked_is_no_shortage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert DiskWatch(tmp_path / "file" / "below").look() == ""
