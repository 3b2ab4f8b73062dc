"""A press that would disturb is asked twice, for some seconds; one that disturbs nothing is done at once."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.buttons import two_step
from vortex_gui.console.parts.buttons.two_step import TwoStep


def test_what_disturbs_nothing_is_done_at_once() -> None:
    press = TwoStep()
    assert press.press(disturbs=False)
    assert not press.armed


def test_a_second_press_counts_and_the_one_after_it_is_a_first_again() -> None:
    press = TwoStep()
    changes: list[bool] = []
    press.changed.connect(lambda: changes.append(press.armed))
    assert [press.press(disturbs=True) for _ in range(3)] == [False, True, False]
    assert changes == [True, False, True]
    press.disarm()
    press.disarm()
    assert changes == [True, False, True, False]


def test_when_nothing_disturbs_any_more_the_armed_press_is_done() -> None:
    press = TwoStep()
    press.press(disturbs=True)
    assert press.press(disturbs=False)
    assert not press.armed


def test_after_its_time_the_press_has_to_be_repeated(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_step, "ARMED_MS", 20)
    press = TwoStep()
    press.press(disturbs=True)
    with qtbot.waitSignal(press.changed, timeout=5000):
        pass
    assert not press.armed
    assert not press.press(disturbs=True)
