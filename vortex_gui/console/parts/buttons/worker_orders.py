"""What a button or an action says of its order to the worker: why it has to wait, and since when it runs."""

from __future__ import annotations

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import words
from vortex_gui.console.look.states import WORKER
from vortex_gui.console.state.console_state import ConsoleState


def not_ready(state: ConsoleState) -> str:
    """Why the worker takes no order now; empty when it does."""
    if state.held:
        return state.held
    worker = state.worker
    return "" if worker.ready else tr("The worker is {state}.", state=WORKER[worker.state].word)


def with_time(state: ConsoleState, key: str, text: str, reason: str) -> tuple[str, str]:
    """The text and the reason; while the order with that key runs, its time stands in both."""
    since = state.operations.since(key)
    if since is None:
        return text, reason
    elapsed = words.clock(steady_now() - since)
    return f"{text} {elapsed}", tr("Under way for {time}.", time=elapsed)
