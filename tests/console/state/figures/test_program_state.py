"""The program's state tells of changes alone, and keeps the newest switches."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from vortex_gui.console.state.figures.program_state import (
    MOST_SWITCHES,
    OnAir,
    OutputState,
    ProgramNow,
    ProgramState,
    SwitchRecord,
)


def test_the_same_value_again_is_no_change(qtbot: QtBot) -> None:
    state = ProgramState()
    opened = ProgramNow(state=OutputState.OPEN)
    with qtbot.waitSignal(state.changed):
        state.put(opened)
    with qtbot.assertNotEmitted(state.changed):
        state.put(replace(opened))


def test_only_the_newest_switches_stay() -> None:
    now = ProgramNow()
    assert not now.is_open
    for n in range(MOST_SWITCHES + 3):
        now = now.with_record(SwitchRecord(float(n), "", n, OnAir.CLIP, 0.0, 0, 0.0, 0, 0, 0.0))
    assert len(now.records) == MOST_SWITCHES
    assert now.records[-1].slot_id == MOST_SWITCHES + 2
