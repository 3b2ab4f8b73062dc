"""A message becomes a notice, and one that warns a line of the shift log, too."""

from __future__ import annotations

from vortex_gui.console.control.events.telling import Teller
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import Severity


def test_shift_log_keeps_warnings_and_errors(state: ConsoleState) -> None:
    teller = Teller(state)
    teller.tell(Severity.INFO, "Seed 1 copied.")
    teller.tell(Severity.ERROR, "The worker died.", key="worker")
    assert [entry.text for entry in state.shift.entries] == ["The worker died."]


def test_the_slots_row_tells_its_end_in_the_shift_log(state: ConsoleState) -> None:
    Teller(state).tell(Severity.ERROR, "Slot 7 failed.", key="slot-7")
    assert [notice.text for notice in state.notices.all()] == ["Slot 7 failed."]
    assert list(state.shift.entries) == []
