"""Reading in the background: the newest answer alone, in the owner's thread, and none once that has gone."""

from __future__ import annotations

import threading
from pathlib import Path

from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.background import Background


def test_background_reads_in_another_thread_and_answers_in_this_one(qtbot: QtBot) -> None:
    background = Background()
    threads: list[threading.Thread] = []
    background.answered.connect(lambda _: threads.append(threading.current_thread()))
    with qtbot.waitSignal(background.answered, timeout=5000) as answered:
        background.read(threading.current_thread)
    assert answered.args is not None
    assert answered.args[0] is not threading.current_thread()
    assert threads == [threading.current_thread()]


def test_background_drops_the_answer_that_is_no_longer_wanted(qtbot: QtBot) -> None:
    background = Background()
    answers: list[object] = []
    background.answered.connect(answers.append)
    release = threading.Event()
    background.read(lambda: release.wait(5) and "first")
    background.read(lambda: "second")
    release.set()
    qtbot.waitUntil(lambda: bool(answers), timeout=5000)
    background.read(lambda: "third")
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=5000)
    assert answers == ["second", "third"]


def test_background_answers_with_the_fault(qtbot: QtBot, tmp_path: Path) -> None:
    background = Background()
    with qtbot.waitSignal(background.answered, timeout=5000) as answered:
        background.read(lambda: (tmp_path / "gone.wav").read_bytes())
    assert answered.args is not None
    assert isinstance(answered.args[0], FileNotFoundError)


def test_owner_that_goes_while_it_reads_does_no_harm(qtbot: QtBot) -> None:
    background = Background()
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slowly() -> None:
        begun.set()
        go_on.wait(5)
        ended.set()

    background.read(slowly)
    assert begun.wait(5)
    with qtbot.waitSignal(background.destroyed, timeout=5000):
        background.deleteLater()
    del background
    go_on.set()
    assert ended.wait(5)
    other = Background()  # its answer comes over the same loop, after what the one before had to say
    with qtbot.waitSignal(other.answered, timeout=5000):
        other.read(lambda: None)
