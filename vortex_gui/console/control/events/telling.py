"""Posts notices, and writes those that warn into the shift log."""

from __future__ import annotations

from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import Notice
from vortex_gui.console.state.shift_log import ShiftKind
from vortex_gui.engine.facts.events import Severity

NOTED = {Severity.WARNING: ShiftKind.DOUBT, Severity.ERROR: ShiftKind.BAD}
"""Messages that the shift log keeps."""
SLOT_KEYS = ("slot-", "set-aside-")
"""Messages about a slot's end, which the shift log tells by the slot's row."""


class Teller:
    """Tells the operator, in a notice and in the shift log."""

    def __init__(self, state: ConsoleState) -> None:
        self._state = state

    def tell(
        self, severity: Severity, text: str, *, remedy: str = "", details: str = "", key: str = ""
    ) -> None:
        """Posts a notice; without a key the text is its own."""
        self._state.notices.post(Notice(key or text, severity, text, remedy, details))
        if severity in NOTED and not key.startswith(SLOT_KEYS):
            self._state.shift.note(text, NOTED[severity])
