"""Every file whose rules are changed is there, with its tests and its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.mutants.rooms import ROOMS, Room

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.path)
def test_every_room_names_files_that_are_there(room: Room) -> None:
    assert (ROOT / room.path).is_file()
    for test in room.tests:
        assert (ROOT / test.partition("::")[0]).is_file()
    text = (ROOT / room.path).read_text(encoding="utf-8")
    assert all(f"\n{table}" in text for table in room.tables)
