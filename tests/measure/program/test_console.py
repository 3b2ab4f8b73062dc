"""The soak's console knows which clip each switch is of."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal

from vortex_gui.console.program.messages import Airing, Switched
from vortex_gui.console.session import Session
from vortex_gui.measure.program.console import Shift

SWITCHED = Switched("airing 1", "clip", 0, 0.0, 0.0, 0.0, 0, 0.0, 0, 0, 0, 0)
RECIPE = {"audio_track": {"script": "Good day."}, "visual_track": {"prompt": "a host"}}


class Rundown(QObject):
    """Its signal: the conductor has offered by the time the shift hears it."""

    changed = Signal()


class Output(QObject):
    """The output's signal, with a conductor who has offered `airings`."""

    told = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.airings: tuple[Airing, ...] = ()
        self.conductor = self

    def offered(self) -> tuple[Airing, ...]:
        return self.airings

    def close(self) -> None:
        """Nothing is open."""


def test_a_clip_that_was_offered_and_on_air_between_two_messages_is_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rundown, output = Rundown(), Output()
    state = SimpleNamespace(rundown=rundown, program=SimpleNamespace(now=SimpleNamespace(is_open=False)))
    session = SimpleNamespace(state=state, window=SimpleNamespace(program=output))
    over = asyncio.Event()
    over.set()
    shift = Shift(cast("Session", session), {"recipe": RECIPE, "first": 1}, over)
    asyncio.run(shift.work())
    output.airings = (Airing("airing 1", "/out/slot.mp4", "Slot 7", 7),)
    rundown.changed.emit()
    output.airings = (Airing("airing 2", "/out/next.mp4", "Slot 8", 8),)
    output.told.emit(SWITCHED)
    told = json.loads(capsys.readouterr().out)
    assert (told["path"], told["slot"], told["what"]) == ("/out/slot.mp4", 7, "clip")
