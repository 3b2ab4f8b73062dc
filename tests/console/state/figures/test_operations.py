"""What was asked for stands there once, from its first request to its end."""

from __future__ import annotations

from vortex_gui.console.state.figures.operations import Operations


def test_an_operation_is_begun_once_and_ended_once() -> None:
    operations = Operations()
    told: list[float | None] = []
    operations.changed.connect(lambda: told.append(operations.since("restart")))
    operations.begin("restart")
    begun = operations.since("restart")
    assert begun is not None
    operations.begin("restart")
    assert operations.since("restart") == begun, "the second press changes nothing"
    operations.end("restart")
    operations.end("restart")
    assert told == [begun, None]
