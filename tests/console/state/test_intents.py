"""The controller answers every intent, with the arguments that views give."""

from __future__ import annotations

import inspect

from vortex_gui.console.control.controller import Controller
from vortex_gui.console.state.intents import Intents


def test_controller_answers_every_intent_as_it_is_asked() -> None:
    asked = {
        name: call for name, call in vars(Intents).items() if inspect.isfunction(call) and name[0] != "_"
    }
    assert len(asked) > 15
    for name, call in asked.items():
        answer = getattr(Controller, name)
        assert inspect.signature(answer).parameters == inspect.signature(call).parameters, name
