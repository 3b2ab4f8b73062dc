"""The controller's requests answer every intent of the rundown, with the arguments that views give."""

from __future__ import annotations

import inspect

from vortex_gui.console.control.rundown.requests import RundownRequests
from vortex_gui.console.state.rundown.intents import RundownIntents


def test_requests_answer_every_intent_as_it_is_asked() -> None:
    asked = {n: c for n, c in vars(RundownIntents).items() if inspect.isfunction(c) and n[0] != "_"}
    assert len(asked) > 10
    for name, call in asked.items():
        answer = getattr(RundownRequests, name)
        assert inspect.signature(answer).parameters == inspect.signature(call).parameters, name
