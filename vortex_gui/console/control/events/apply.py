"""Takes the engine's events into the state: each to those that know its kind."""

from __future__ import annotations

from collections.abc import Sequence

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.roles import Role
from vortex_gui.console.control.events.slot_events import SlotEvents
from vortex_gui.console.control.events.telling import Teller
from vortex_gui.console.control.events.worker_events import WorkerEvents
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.live_pictures import Picture
from vortex_gui.engine.facts import events
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.wire.protocol import (
    MemoryLimitPassed,
    MemorySample,
    Pong,
    Preview,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStarted,
    SlotStopped,
    StageFinished,
    StageProgress,
    StageStarted,
)


class EventTaker:
    """Applies events to `state`; log lines wait in `log_lines` for the next flush."""

    def __init__(self, state: ConsoleState) -> None:
        self._state = state
        self._teller = Teller(state)
        self._workers = WorkerEvents(state, self._teller)
        self._slots = SlotEvents(state, self._teller, self._workers.mark)
        self.orders = self._workers.orders
        self.recipes = self._slots.recipes
        self.log_lines: list[LogLine] = []

    def take(self, event: events.EngineEvent) -> None:
        """Applies one event; ignores events that nothing here shows."""
        match event:
            case events.WorkersChosen(names):
                self._workers.begin(names)
            case events.PlacesChanged() | events.MachineChanged() | events.MachineRemoved():
                self._workers.seat(event)
            case events.FromWorker(worker, told) if self._workers.sits(worker):
                self.take(told)
            case events.SlotChanged(row, position):
                self.take_rows([(row, position)])
            case events.QueueChanged(queued, _, paused):
                self._state.slots.set_queue(queued, paused=paused)
                self._state.figures.update(queued=len(queued))
                self._forget_hold(paused)
            case events.WorkerStateChanged(worker=worker) if self._workers.sits(worker):
                self._workers.take_state(event)
            case events.WorkerLost(worker=worker) if self._workers.sits(worker):
                self._workers.take_loss(event)
            case events.Notice(severity, key, text, remedy):
                self.tell(severity, text, remedy=remedy, key=key)
            case LogLine():
                self.log_lines.append(event)
            case MemorySample():
                self._workers.take_sample(event)
            case Preview(slot_id, stage, index, jpeg):
                self._state.preview.put(Picture(slot_id, stage, index, jpeg))
            case Pong():
                pass
            case SlotStarted() | StageStarted() | StageProgress() | StageFinished():
                self._slots.take_progress(event)
            case SlotFinished() | SlotFailed() | SlotMissed() | SlotStopped():
                self._slots.take_end(event)
            case MemoryLimitPassed():
                self._slots.take_limit(event)
            case _:
                self._workers.take(event)

    def tell(
        self, severity: Severity, text: str, *, remedy: str = "", details: str = "", key: str = ""
    ) -> None:
        """Posts a notice; without a key the text is its own."""
        self._teller.tell(severity, text, remedy=remedy, details=details, key=key)

    def flush_log(self) -> None:
        """Gives the waiting lines to the log in one go."""
        lines, self.log_lines = self.log_lines, []
        self._state.log.extend(lines)

    def take_row(self, row: SlotRow, position: int | None) -> None:
        """Takes in a slot's row, of an event or of the history; posts one notice for a damaged recipe."""
        self.take_rows([(row, position)])

    def take_rows(self, rows: Sequence[tuple[SlotRow, int | None]]) -> None:
        """Takes in many rows with their positions at once, as `take_row` does; the views repaint once."""
        self._slots.take_rows(rows)

    def begin_warm_up(self, role: Role | None) -> None:
        """Shows the roles as busy, each until the worker says that it is warm or has failed."""
        self._workers.begin_warm_up(role)

    def _forget_hold(self, paused: bool) -> None:
        """Once the queue goes on, the notices that asked for it are of the past."""
        if not paused:
            for key in ("disk", "paused"):
                self._state.notices.dismiss(key)
