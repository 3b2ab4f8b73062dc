"""The link's kinds: each has a name of its own beside those of a worker."""

from __future__ import annotations

from typing import get_args

from vortex_gui.wire.link.words import FromAgent, FromConsole
from vortex_gui.wire.protocol import Command, Event


def test_no_two_kinds_have_one_name() -> None:
    kinds = [*get_args(FromConsole), *get_args(FromAgent), *get_args(Command), *get_args(Event)]
    assert len({kind.__name__ for kind in kinds}) == len(kinds)
