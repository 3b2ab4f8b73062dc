"""What the operator asks of the workers in sight: to warm up, to clear their cache, to start again."""

from __future__ import annotations

from collections.abc import Callable

from vortex_gui.base.roles import Role
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.control.shift.shift_words import warm_up_words
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import Did
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.read_only import ReadOnlyEngine


class WorkerRequests:
    """`engine` gives the engine that is open now."""

    def __init__(
        self, state: ConsoleState, taker: EventTaker, engine: Callable[[], ReadOnlyEngine], did: Did
    ) -> None:
        self._state = state
        self._taker = taker
        self._engine = engine
        self._did = did

    def warm_up(self, role: Role | None) -> None:
        if self._engine().warm_up(role, self._state.workers.asked):
            self._taker.begin_warm_up(role)
            self._did(warm_up_words(role))
        else:
            self._taker.tell(Severity.WARNING, tr("The worker is not ready to warm up."), key="warm_up")

    def clear_cache(self) -> None:
        asked = self._state.workers.asked_seats
        if self._engine().clear_cache(self._state.workers.asked):
            self._taker.orders.begin("clear_cache", (seat.name for seat in asked if seat.status.ready))
            self._did(tr("Asked to clear the cache."))
        else:
            text = tr("The worker is not ready to clear its cache.")
            self._taker.tell(Severity.WARNING, text, key="cache")

    def restart(self) -> None:
        asked = self._state.workers.asked_seats
        self._taker.orders.begin("restart", (seat.name for seat in asked if not seat.is_cut_off))
        self._did(tr("Restarted the worker."))
        self._engine().restart_worker(self._state.workers.asked)
