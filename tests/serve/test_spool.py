"""The spool: finished folders stay until they are acknowledged, over restarts, within their bytes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from vortex_gui.serve.in_flight import PIECE_BYTES
from vortex_gui.serve.spool import Spool, SpoolLease

CONSOLE = "ab" * 16
LEASE = SpoolLease(CONSOLE, 7, 2)


def finish(spool: Spool, lease: SpoolLease, size: int = 100) -> None:
    """As a worker does."""
    folder = spool.output_dir(lease) / f"slot-{lease.slot_id:06d}"
    folder.mkdir()
    (folder / "slot.mp4").write_bytes(b"x" * size)
    (folder / "report.json").write_text("{}")


def spool_in(folder: Path, limit_bytes: int = 1000) -> Spool:
    return Spool(folder / "spool", limit_bytes)


def test_a_finished_folder_is_held_offered_read_and_dropped(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    finish(spool, LEASE, size=600_000)
    assert not spool.has(LEASE)
    assert spool.keep(LEASE)
    assert spool.held(CONSOLE) == [LEASE]
    assert spool.held("cd" * 16) == []
    assert spool.used_bytes == 600_002
    offer = spool.offer(LEASE)
    assert offer is not None
    parts = list(spool.chunks(LEASE, offer))
    assert [(name, offset) for name, offset, _ in parts] == [
        ("report.json", 0),
        *(("slot.mp4", offset) for offset in range(0, 600_000, PIECE_BYTES)),
    ]
    assert {len(data) for _, _, data in parts[1:-1]} == {PIECE_BYTES}
    spool.drop(LEASE)
    assert spool.used_bytes == 0
    assert spool.offer(LEASE) is None
    assert not spool.finished(LEASE).exists()


def test_a_restart_finds_what_was_finished_and_removes_what_was_not(tmp_path: Path) -> None:
    before = spool_in(tmp_path)
    finish(before, LEASE)
    half = SpoolLease(CONSOLE, 8, 1)
    (before.output_dir(half) / ".part-slot-000008").mkdir()
    strange = tmp_path / "spool" / "notes"
    strange.mkdir()
    after = spool_in(tmp_path)
    assert after.held(CONSOLE) == [LEASE]
    assert after.used_bytes == 102
    assert {path.name for path in (tmp_path / "spool" / CONSOLE).iterdir()} == {"000007-2"}
    assert strange.is_dir()


def test_a_full_spool_says_so_until_a_folder_goes(tmp_path: Path) -> None:
    spool = spool_in(tmp_path, limit_bytes=150)
    finish(spool, LEASE)
    spool.keep(LEASE)
    assert spool.fault() is None
    other = SpoolLease(CONSOLE, 8, 1)
    finish(spool, other)
    spool.keep(other)
    fault = spool.fault()
    assert fault is not None
    assert fault[0] == "The spool is full: finished slots hold 204 B of 150 B and wait for their console."
    assert "serve.spool_gb" in fault[1]
    spool.drop(LEASE)
    assert spool.fault() is None


def test_another_attempt_has_a_folder_of_its_own_and_the_same_one_begins_afresh(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    finish(spool, LEASE)
    assert spool.output_dir(SpoolLease(CONSOLE, 7, 3)) != spool.finished(LEASE).parent
    assert list(spool.output_dir(LEASE).iterdir()) == []


@pytest.mark.parametrize("kind", ["link", "folder", "nothing"])
def test_a_folder_without_a_plain_report_is_not_held(kind: str, tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    finish(spool, LEASE)
    report = spool.finished(LEASE) / "report.json"
    report.unlink()
    if kind == "link":
        report.symlink_to("slot.mp4")
    elif kind == "folder":
        report.mkdir()
    assert not spool.keep(LEASE)
    assert spool.offer(LEASE) is None


def test_it_is_its_owners_alone(tmp_path: Path) -> None:
    spool = spool_in(tmp_path)
    place = spool.output_dir(LEASE)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (place, place.parent, place.parent.parent)} == {
        0o700
    }
