"""The controller answers every intent, with the arguments that views give."""

from __future__ import annotations

import inspect

import pytest

from vortex_gui.console.control.controller import Controller
from vortex_gui.console.control.requests.machine_requests import MachineRequests
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.machine_intents import MachineIntents


@pytest.mark.parametrize(
    ("intents", "answers", "least"), [(Intents, Controller, 16), (MachineIntents, MachineRequests, 6)]
)
def test_every_intent_is_answered_as_it_is_asked(intents: type, answers: type, least: int) -> None:
    asked = {
        name: call for name, call in vars(intents).items() if inspect.isfunction(call) and name[0] != "_"
    }
    assert len(asked) >= least
    for name, call in asked.items():
        answer = getattr(answers, name)
        assert inspect.signature(answer).parameters == inspect.signature(call).parameters, name
