"""The steady clock counts on, whatever is done to the system's time."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import vortex_gui
from vortex_gui.base.process.clock import beginning, steady_clock, steady_now


def test_it_begins_at_the_systems_time_and_does_not_follow_its_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = steady_clock()
    before = now()
    assert before == pytest.approx(time.time(), abs=5)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    assert before <= now() < before + 60


def test_where_the_system_counts_no_sleep_the_monotonic_clock_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    now = steady_clock()
    first = now()
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began + 100)
    assert now() == pytest.approx(first + 100, abs=5)


def test_one_clock_serves_the_whole_process_and_those_that_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = steady_now()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 3600)
    assert before <= steady_now() < before + 60
    elsewhere = steady_clock(beginning(steady_now))
    assert elsewhere() == pytest.approx(steady_now(), abs=1)


DATES = {
    "base/process/clock.py": "sets the steady clock, once",
    "base/log/logs.py": "dates a line of the log",
    "engine/places/process/local_process.py": "dates a line of the log",
    "console/state/messages.py": "dates a notice",
    "engine/watch/clock_watch.py": "looks whether the system's clock has jumped",
    "base/publishing/claim.py": "compares with a file's date, which is the system's time",
    "wire/socket_folder.py": "compares with a folder's date",
    "console/state/shift_log.py": "dates an entry of the shift log",
    "measure/bench/window/opening.py": "dates the slots of a queue that it makes",
    "measure/soak/console.py": "dates a line of the account",
    "measure/soak/machines.py": "compares with the dates of the console's log",
    "serve/ray_site/node.py": "compares with a folder's date",
    "measure/program/screen.py": "compares with the X server's own dates",
    "console/program/playout/output_window.py": "shows the time of day on the card",
}
"""Where the system's time is right: it dates something, and nobody waits for it."""


def test_nothing_waits_by_the_systems_time() -> None:
    package = Path(vortex_gui.__file__).parent
    used = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if re.search(r"\btime\.time(_ns)?\b|\bfrom time import|QDateTime", path.read_text(encoding="utf-8"))
    }
    assert used == set(DATES)
    dates = Path(package / "console" / "state" / "messages.py").read_text(encoding="utf-8")
    assert dates.count("time.time()") == 1
