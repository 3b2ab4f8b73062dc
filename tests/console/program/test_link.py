"""The link to the program process: it speaks, hears, and is told how the process ended."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from vortex_gui.console.program.link import ProgramLink
from vortex_gui.console.program.messages import CloseOutput, OutputClosed, OutputShown, SetFiller

LIMIT_MS = 60_000


@pytest.fixture
def link(qtbot: QtBot) -> Iterator[ProgramLink]:
    made = ProgramLink()
    yield made
    made.end_now()


def begun(qtbot: QtBot, link: ProgramLink) -> list[object]:
    told: list[object] = []
    link.told.connect(told.append)
    link.start(["--title", "One moment"])
    qtbot.waitUntil(lambda: any(isinstance(each, OutputShown) for each in told), timeout=LIMIT_MS)
    return told


def test_asked_to_end_it_says_so_and_the_end_has_no_reason(qtbot: QtBot, link: ProgramLink) -> None:
    told = begun(qtbot, link)
    link.say(SetFiller("", "Soon"))
    with qtbot.waitSignal(link.ended, timeout=LIMIT_MS) as ended:
        link.end()
    assert ended.args == [""]
    assert told[-1] == OutputClosed(by_key=False)
    assert not link.is_there
    assert link.pid == 0


def test_closed_by_its_own_keys_its_end_has_no_reason(qtbot: QtBot, link: ProgramLink) -> None:
    begun(qtbot, link)
    with qtbot.waitSignal(link.ended, timeout=LIMIT_MS) as ended:
        link.say(CloseOutput())  # not by `end`: the process closes itself, as after the second Esc
    assert ended.args == [""]


def test_a_process_that_dies_is_told_with_its_signal(qtbot: QtBot, link: ProgramLink) -> None:
    begun(qtbot, link)
    with qtbot.waitSignal(link.ended, timeout=LIMIT_MS) as ended:
        os.kill(link.pid, signal.SIGKILL)
    assert ended.args == ["signal 9"]


def test_without_a_process_nothing_is_said_and_its_end_is_none(link: ProgramLink) -> None:
    link.say(SetFiller("", ""))
    link.end_now()
    assert not link.is_there
