"""The shift log shows one day, and follows past midnight."""

from __future__ import annotations

import time

import pytest

from vortex_gui.console.state.shift_log import ShiftEntry, ShiftKind, ShiftLog, day_of

NOON = time.mktime((2026, 11, 28, 12, 0, 0, 0, 0, -1))
DAY = 86_400


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The moment, which a test moves."""
    now = [NOON]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def test_new_entries_are_told_to_be_kept(clock: list[float]) -> None:
    log, kept = ShiftLog(), list[ShiftEntry]()
    log.noted.connect(kept.append)
    log.note("Queued slot 7.", slot_id=7)
    assert kept == log.entries == [ShiftEntry(NOON, ShiftKind.DID, "Queued slot 7.", 7)]
    assert log.day == "2026-11-28"


def test_newest_day_follows_past_midnight_and_an_older_one_stays(clock: list[float]) -> None:
    log = ShiftLog()
    log.note("Queued slot 7.")
    clock[0] += DAY
    log.note("Queued slot 8.")
    assert (log.day, log.days) == ("2026-11-29", ("2026-11-29", "2026-11-28"))
    assert [entry.text for entry in log.entries] == ["Queued slot 8."]
    log.show_day("2026-11-28")
    clock[0] += DAY
    log.note("Queued slot 9.")
    assert log.day == "2026-11-28"
    assert log.days[0] == "2026-11-30"
    assert log.entries == []


def test_what_is_noted_while_a_day_is_read_comes_after_it(clock: list[float]) -> None:
    log = ShiftLog()
    wanted: list[str] = []
    log.wanted.connect(wanted.append)
    log.show_day("2026-11-27")
    assert wanted == ["2026-11-27"]
    log.show_day("2026-11-28")
    clock[0] += 60
    log.note("Queued slot 8.")
    log.put("2026-11-27", [ShiftEntry(NOON - DAY, ShiftKind.DID, "too late")])
    log.put("2026-11-28", [ShiftEntry(NOON, ShiftKind.DID, "Queued slot 7.")])
    assert [entry.text for entry in log.entries] == ["Queued slot 7.", "Queued slot 8."]


def test_days_stand_newest_first() -> None:
    log = ShiftLog()
    log.put_days(["2020-01-01", "2020-01-03", "2020-01-02"])
    assert log.days == (day_of(time.time()), "2020-01-03", "2020-01-02", "2020-01-01")
