"""The log dock opens with the shift log; the program's records are a tab away."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.log.panel import LogPanel
from vortex_gui.console.state.console_state import ConsoleState


def test_shift_log_comes_first(qtbot: QtBot, state: ConsoleState, asked: Asked) -> None:
    panel = LogPanel(state, asked)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.shift.isVisible()
    assert not panel.records.isVisible()
    panel.choices[0].activated.emit(1)
    assert panel.records.isVisible()
    assert [choice.currentText() for choice in panel.choices] == ["Shift log", "Records"]
    panel.choices[1].activated.emit(0)
    assert panel.shift.isVisible()
