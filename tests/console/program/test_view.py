"""The program panel says what is on air, what is next and how exactly it switched; its buttons do it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.program import wording
from vortex_gui.console.program.output import ProgramOutput
from vortex_gui.console.program.view import ProgramView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.program_state import OnAir, OutputState, ProgramNow, SwitchRecord

RECORD = SwitchRecord(0.0, "Weather", 7, OnAir.CLIP, 4.2, 0, 0.0, 0, 0, 0.0)
NOW = ProgramNow(
    state=OutputState.OPEN,
    screen="HDMI-1",
    kind=OnAir.CLIP,
    title="Weather",
    slot_id=7,
    next_title="Sport",
    next_ready=True,
    remaining_s=12.34,
    switches=3,
)


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Asked) -> ProgramView:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = ProgramView(state, ProgramOutput(state, asked, window))
    window.setCentralWidget(made)
    window.resize(900, 300)
    window.show()
    return made


def test_closed_it_offers_to_open_and_says_why_nothing_else_can_be_pressed(view: ProgramView) -> None:
    assert view.lamp.text == "closed"
    assert view.opener.text() == "Open output"
    for button in (view.take, view.hold, view.filler):
        assert not button.isEnabled()
        assert "The program output is closed." in button.toolTip()
    assert view.on_air.text() == "Nothing: the program output is closed."


def test_on_air_it_shows_clip_rest_next_screen_and_figures(view: ProgramView, state: ConsoleState) -> None:
    state.program.put(NOW.with_record(RECORD))
    assert view.lamp.text == "on air"
    assert view.on_air.text() == "Weather · slot 7"
    assert view.remaining.text == "12.3 s"
    assert view.following.text() == "Sport · ready"
    assert view.place.text() == "HDMI-1 · no sound device"
    assert view.figures.text.startswith("Switches 3 · late 0")
    assert view.last.text() == "On air: Weather · slot 7. 4 ms after plan, within a frame."
    assert all(button.isEnabled() for button in (view.opener, view.take, view.hold, view.filler))


def test_a_filler_has_no_rest_and_a_lost_screen_is_red(view: ProgramView, state: ConsoleState) -> None:
    state.program.put(replace(NOW, state=OutputState.HIDDEN, kind=OnAir.CARD, next_title=""))
    assert view.lamp.text == "no screen"
    assert view.on_air.text() == "Card"
    assert view.remaining.text == ""
    assert view.following.text() == "Nothing"


def test_a_switch_that_was_late_or_bridged_or_silent_is_told_so() -> None:
    told = wording.switch(
        replace(RECORD, waited_s=2.5, late_ms=90.0, late_frames=2, dropped=3, held=1, gap_ms=57.0)
    )
    assert told == (
        "On air: Weather · slot 7. The filler bridged 2.5 s. 90 ms after plan, 2 frames. "
        "Before it, 3 pictures were dropped and 1 came late. A gap of 57 ms in the sound."
    )
    assert wording.late(40.0, 1) == "40 ms after plan, 1 frame."
