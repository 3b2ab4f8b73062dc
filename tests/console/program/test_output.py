"""The output with its real process: clips of the rundown go on air, one after another, and the log tells."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.clips import write_clip
from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.program.messages import EscapePressed, OutputShown, ScreenGone
from vortex_gui.console.program.output import ProgramOutput
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.program_state import OnAir, OutputState
from vortex_gui.console.state.messages import Notice
from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.console.state.rundown.rundown import Rundown
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotState

LIMIT_MS = 60_000


def item(slot_id: int, clip: Path | None, length_s: float = 1.0) -> RundownItem:
    state = SlotState.QUEUED if clip is None else SlotState.DONE
    slot = ItemSlot(slot_id, state, clip, length_s if clip else None, steady_now() if clip else None)
    return RundownItem(0, f"Item {slot_id}", slots=(slot,))


@pytest.fixture
def output(qtbot: QtBot, state: ConsoleState, asked: Asked) -> Iterator[ProgramOutput]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    made = ProgramOutput(state, asked, window)
    yield made
    made.leave()


def test_clips_follow_each_other_and_the_rundown_goes_along(
    qtbot: QtBot, state: ConsoleState, output: ProgramOutput, tmp_path: Path
) -> None:
    clips = [write_clip(tmp_path / f"{n}.mp4", 18) for n in (1, 2, 3)]
    items = [item(n, clip, 0.75) for n, clip in enumerate(clips, start=1)]
    output.open()
    qtbot.waitUntil(lambda: state.program.now.state is OutputState.OPEN, timeout=LIMIT_MS)
    assert state.rundown.is_played
    state.rundown.put(Rundown().with_added(items).start(steady_now()))
    qtbot.waitUntil(lambda: state.program.now.kind is OnAir.STILL, timeout=LIMIT_MS)
    records = [r for r in state.program.now.records if r.kind is OnAir.CLIP]
    assert [r.slot_id for r in records] == [1, 2, 3]
    assert [r.waited_s for r in records[1:]] == [0, 0]
    assert [i.played for i in state.rundown.items] == [True] * 3
    told = [entry.text for entry in state.shift.entries]
    assert sum(text.startswith("On air: Item") for text in told) == 3


def test_a_process_that_dies_is_told_and_the_clock_keeps_the_rundown(
    qtbot: QtBot, state: ConsoleState, output: ProgramOutput, asked: Asked
) -> None:
    output.open()
    qtbot.waitUntil(lambda: state.program.now.state is OutputState.OPEN, timeout=LIMIT_MS)
    os.kill(output.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: not state.program.now.is_open, timeout=LIMIT_MS)
    assert not state.rundown.is_played
    told = " ".join(str(call) for call in asked.calls)
    assert "The program output ended by itself (signal 9)." in told
    assert "Open it again" in told


def test_what_the_process_tells_reaches_the_operator(
    qtbot: QtBot, state: ConsoleState, output: ProgramOutput, asked: Asked
) -> None:
    output.open()
    qtbot.waitUntil(lambda: state.program.now.state is OutputState.OPEN, timeout=LIMIT_MS)
    output._on_told(ScreenGone("HDMI-1", ""))
    assert state.program.now.state is OutputState.HIDDEN
    output._on_told(OutputShown("HDMI-1", 640, 360, ""))
    assert state.program.now.screen == "HDMI-1"
    output._on_told(ScreenGone("HDMI-1", "HDMI-2"))
    assert state.program.now.screen == "HDMI-2"
    output._on_told(EscapePressed(3.0))
    told = " ".join(str(call) for call in asked.calls)
    for sentence in (
        "The screen HDMI-1 was unplugged: nobody sees the program.",
        "The screen HDMI-1 is back, and shows the program.",
        "The screen HDMI-1 was unplugged; HDMI-2 shows the program.",
        "Press Esc again within 3 s to close the program output.",
    ):
        assert sentence in told


def test_a_screen_that_is_not_there_is_told_and_another_is_taken(
    qtbot: QtBot, state: ConsoleState, output: ProgramOutput, asked: Asked
) -> None:
    output.open("HDMI-9")
    assert "The screen HDMI-9 is not there" in str(asked.calls)
    qtbot.waitUntil(lambda: state.program.now.state is OutputState.OPEN, timeout=LIMIT_MS)


def test_the_question_goes_once_the_output_is_closed(
    qtbot: QtBot, state: ConsoleState, output: ProgramOutput
) -> None:
    output.open()
    qtbot.waitUntil(lambda: state.program.now.state is OutputState.OPEN, timeout=LIMIT_MS)
    output.ask_close()
    state.notices.post(Notice("program escape", Severity.WARNING, "Press again."))
    output.ask_close()
    assert state.notices.all() == ()
    qtbot.waitUntil(lambda: not state.program.now.is_open, timeout=LIMIT_MS)
