"""Room on the data folder's disk is asked for before a slot begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.engine.data_folder import room
from vortex_gui.engine.data_folder.room import NEEDED_BYTES, room_fault


def test_a_disk_without_room_says_how_much_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_disk", lambda folder: NEEDED_BYTES)
    assert room_fault(tmp_path) is None
    monkeypatch.setattr(room, "free_disk", lambda folder: 3_400_000)
    assert room_fault(tmp_path) == (
        f"{tmp_path} has 3 MB free of 50 MB needed to save queue and history.",
        "Free some space, then resume the queue.",
    )


def test_a_folder_that_cannot_be_asked_is_no_shortage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert room_fault(tmp_path / "file" / "below") is None
