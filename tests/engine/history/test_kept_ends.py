"""Ends that wait for the next start, in a file that takes no room when the disk is full."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.rows import row
from vortex_gui.engine.facts.records import SlotEnd
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history import kept_ends
from vortex_gui.engine.history.kept_ends import FILE_NAME, ROOM_BYTES, KeptEnds

FAILED = SlotEnd(SlotState.FAILED, 5.5, error_code="stage", error="It broke – ganz.", remedy="Try again.")


def test_what_is_kept_comes_back_with_the_slots_seed(tmp_path: Path) -> None:
    kept = KeptEnds(tmp_path)
    assert kept.load() == {}
    cancelled = SlotEnd(SlotState.CANCELLED, 7.0)
    assert kept.save([(row(tmp_path, 1), FAILED), (row(tmp_path, 2), cancelled)])
    assert KeptEnds(tmp_path).load() == {1: (7, FAILED), 2: (7, cancelled)}
    assert kept.save(())
    assert kept.load() == {}


def test_the_room_is_taken_beforehand_and_never_exceeded(tmp_path: Path) -> None:
    kept = KeptEnds(tmp_path)
    kept.reserve()
    path = tmp_path / FILE_NAME
    assert path.stat().st_size == ROOM_BYTES
    assert path.stat().st_blocks * 512 >= ROOM_BYTES, "the blocks are there, not a hole"
    seeds = random.Random(7)
    assert kept.save(
        (
            replace(row(tmp_path, n), seed=seeds.randrange(2**32)),
            SlotEnd(SlotState.CANCELLED, 1.7e9 + n * 0.001),
        )
        for n in range(99_999)
    )
    assert path.stat().st_size == ROOM_BYTES
    assert len(kept.load()) == 99_999
    kept.save([(row(tmp_path, 1), FAILED)])
    kept.reserve()
    assert kept.load() == {1: (7, FAILED)}, "what is kept survives the next reservation"


def test_ends_without_room_are_left_out_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_ends, "ROOM_BYTES", 2000)
    kept = KeptEnds(tmp_path)
    assert kept.save(
        (row(tmp_path, number), SlotEnd(SlotState.CANCELLED, 1.0 + number)) for number in range(999)
    )
    found = kept.load()
    assert found.keys() == set(range(len(found)))
    assert 100 < len(found) < 999


def test_a_torn_or_strange_file_keeps_nothing(tmp_path: Path) -> None:
    kept, path = KeptEnds(tmp_path), tmp_path / FILE_NAME
    kept.save([(row(tmp_path, 1), FAILED)])
    content = path.read_bytes()
    for broken in (
        b"",
        b"\0" * 99,
        content[:-3],
        content[:20] + bytes([content[20] ^ 1]) + content[21:],
        b"vxUE" * 9,
    ):
        path.write_bytes(broken)
        assert kept.load() == {}


def test_a_disk_that_refuses_keeps_nothing_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    kept = KeptEnds(tmp_path)
    kept.reserve()
    assert not kept.save([(row(tmp_path, 1), FAILED)])
    assert kept.load() == {}


def test_a_pipe_or_a_huge_file_in_its_place_keeps_nothing_and_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / FILE_NAME)
    (tmp_path / "huge").mkdir()
    (tmp_path / "huge" / FILE_NAME).touch()
    os.truncate(tmp_path / "huge" / FILE_NAME, 10**12)
    for name in ("pipe", "huge"):
        kept = KeptEnds(tmp_path / name)
        assert kept.load() == {}
    assert not KeptEnds(tmp_path / "pipe").save([(row(tmp_path, 1), FAILED)])
