"""The program process by itself: it plays its orders, reports each switch, and ends on request."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import psutil
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.console.clips import write_clip
from vortex_gui.console.program.messages import (
    Airing,
    ClipRefused,
    CloseOutput,
    FromProgram,
    OutputClosed,
    OutputShown,
    ProgramFigures,
    SetFiller,
    SetHold,
    SetUpcoming,
    Switched,
    TakeNext,
    ToProgram,
    from_line,
    to_line,
)
from vortex_gui.console.program.playout import priority
from vortex_gui.console.program.playout.awake import Awake
from vortex_gui.console.program.playout.output_window import OutputWindow
from vortex_gui.console.program.playout.player import Player
from vortex_gui.console.program.playout.process import lines
from vortex_gui.console.program.playout.sound_out import SoundOut

LIMIT_S = 30.0
Message = TypeVar("Message", bound=FromProgram)


class Process:
    """A real process under the offscreen platform."""

    def __init__(self, *words: str) -> None:
        self.told: SimpleQueue[ToProgram | FromProgram | None] = SimpleQueue()
        self.child = subprocess.Popen(
            [sys.executable, "-m", "vortex_gui", "program-output", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.told.put(from_line(line))
        self.told.put(None)

    def say(self, *messages: ToProgram) -> None:
        assert self.child.stdin is not None
        for message in messages:
            self.child.stdin.write(to_line(message))
        self.child.stdin.flush()

    def hear(self, kind: type[Message], /, **having: object) -> Message:
        deadline = time.monotonic() + LIMIT_S
        while (told := self.told.get(timeout=LIMIT_S)) is not None and time.monotonic() < deadline:
            if isinstance(told, kind) and all(getattr(told, name) == it for name, it in having.items()):
                return told
        raise AssertionError(f"no {kind.__name__}")

    def end(self) -> int:
        with contextlib.suppress(OSError):
            assert self.child.stdin is not None
            self.child.stdin.close()
        try:
            return self.child.wait(LIMIT_S)
        finally:
            self.child.kill()
            self.child.wait()
            self._thread.join(LIMIT_S)
            for stream in (self.child.stdout, self.child.stderr):
                assert stream is not None
                stream.close()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    made = Process("--title", "One moment", "--tap", str(tmp_path / "tap.raw"))
    yield made
    made.end()


def test_it_plays_clip_after_clip_and_ends_when_it_is_asked(process: Process, tmp_path: Path) -> None:
    clips = [write_clip(tmp_path / f"{n}.mp4", 12 + n) for n in (1, 2)]
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no clip")
    process.hear(OutputShown)
    upcoming = tuple(Airing(path.stem, str(path)) for path in (bad, *clips))
    process.say(SetFiller("", "Back soon"), SetUpcoming(upcoming))
    assert "bad.mp4" in str(process.hear(ClipRefused, key="bad"))
    begins = [process.hear(Switched, key=key) for key in ("1", "2")]
    assert begins[1].begin - begins[0].begin == 13 * 2000
    figures = process.hear(ProgramFigures, key="2")
    assert figures.remaining_s is not None
    process.hear(Switched, kind="still")
    process.say(SetHold(True), TakeNext(), CloseOutput())
    assert process.hear(OutputClosed) == OutputClosed(by_key=False)
    assert process.end() == 0
    assert (tmp_path / "tap.raw").stat().st_size >= (13 + 14) * 2000 * 4


def test_it_ends_with_the_console(process: Process) -> None:
    process.hear(OutputShown)
    assert process.end() == 0


def test_a_line_that_is_no_message_is_told_on_stderr_and_the_program_goes_on(process: Process) -> None:
    process.hear(OutputShown)
    assert process.child.stdin is not None
    process.child.stdin.write(json.dumps({"message": "Nonsense"}).encode() + b"\n")
    process.say(CloseOutput())
    process.hear(OutputClosed)
    assert process.child.stderr is not None
    assert b"Nonsense" in process.child.stderr.read()


def test_lines_are_put_together_from_the_parts_that_come() -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as stream, os.fdopen(write, "wb", buffering=0) as into:
        found = lines(stream)
        into.write(b"one\ntw")
        assert next(found) == b"one"
        into.write(b"o\n\n")
        assert next(found) == b"two"
        assert next(found) == b""
        into.close()
        assert list(found) == []


def test_the_player_says_what_is_next_and_loads_the_filler_again_each_round(
    qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[FromProgram] = []
    window = OutputWindow()
    window.resize(96, 96)
    window.show()
    player = Player(window, SoundOut(window), told.append, window)
    try:
        player.set_filler(str(write_clip(tmp_path / "filler.mp4", 8)), "")
        player.start()

        def rounds() -> list[Switched]:
            return [each for each in told if isinstance(each, Switched) and each.kind == "filler"]

        qtbot.waitUntil(lambda: len(rounds()) >= 3, timeout=20_000)
        assert len({each.key for each in rounds()}) == len(rounds())
        player.set_upcoming((Airing("a", str(write_clip(tmp_path / "a.mp4", 24)), "News"),))
        qtbot.waitUntil(lambda: player.figures().key == "a", timeout=20_000)
        assert not player.picture.isNull()
        player.fill()
        qtbot.waitUntil(lambda: player.figures().kind == "filler", timeout=20_000)
    finally:
        player.close()
        window.leave()
        window.deleteLater()


def test_the_screen_stays_awake_until_it_is_let_go(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    awake = Awake(holder)
    awake.hold()
    awake.let_go()
    assert awake.ways == ()


def test_priority_is_asked_for_and_a_refusal_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = psutil.Process().nice()
    monkeypatch.setattr(priority, "LINUX_NICENESS", before)
    priority.come_first()
    assert psutil.Process().nice() == before
