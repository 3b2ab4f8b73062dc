"""A fetch over real processes: its lines, its end, and the ways to end it early."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

from vortex_gui.base.fetch_lines import FetchEnd, FetchFault, FetchLine, FetchProgress
from vortex_gui.engine.side import fetching
from vortex_gui.engine.side.fetching import Fetch

PROGRESS = {"file": "a", "role": "flux", "done_bytes": 1, "total_bytes": 2, "seconds_left": None}


def script(monkeypatch: pytest.MonkeyPatch, *lines: str, then: str = "") -> None:
    """The command prints these lines instead."""
    text = f"for line in {list(lines)!r}: print(line, flush=True)\n{then}"
    monkeypatch.setattr(fetching, "program", lambda *_: [sys.executable, "-c", text])


async def all_lines(fetch: Fetch) -> list[FetchLine]:
    return [line async for line in fetch.lines()]


def test_lines_are_typed_and_a_librarys_words_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    script(monkeypatch, "Fetching 3 files", json.dumps({"progress": PROGRESS}), '{"done": true}')
    assert asyncio.run(all_lines(Fetch("mini"))) == [
        FetchProgress("a", "flux", 1, 2, None),
        FetchEnd(is_fetched=True),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Traceback: the disk is gone", "Traceback: the disk is gone"),
        ('{"survey": {"profile": 7}}', "This version cannot read the output of the fetch."),
        ("", "The fetch ended without a result."),
    ],
)
def test_one_that_ends_without_an_end_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, line: str, told: str
) -> None:
    script(monkeypatch, line)
    assert asyncio.run(all_lines(Fetch("mini"))) == [FetchFault(told, "")]


def test_a_profile_that_is_none_is_told_by_the_real_command() -> None:
    (line,) = asyncio.run(all_lines(Fetch("no-such-profile", only_sizes=True)))
    assert isinstance(line, FetchFault)
    assert "no-such-profile" in line.sentence


def test_stopping_ends_the_process_and_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    script(monkeypatch, json.dumps({"progress": PROGRESS}), then="import time; time.sleep(60)")

    async def story() -> None:
        fetch = Fetch("mini")
        async for _ in fetch.lines():
            fetch.stop()
        assert await all_lines(fetch) == []  # stopped for good

    asyncio.run(asyncio.wait_for(story(), 20))
