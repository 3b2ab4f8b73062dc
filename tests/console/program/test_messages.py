"""Messages between console and program process come back as they went."""

from __future__ import annotations

import pytest

from vortex_gui.console.program.messages import (
    Airing,
    CloseOutput,
    FromProgram,
    ScreenGone,
    SetUpcoming,
    Switched,
    ToProgram,
    from_line,
    to_line,
)


@pytest.mark.parametrize(
    "message",
    [
        SetUpcoming((Airing("a", "/clips/ü.mp4", "News\n7", 7, 12.5), Airing("b", "x.mp4"))),
        CloseOutput(),
        ScreenGone("HDMI-1", ""),
        Switched("a", "clip", 48_000, 1.0, 1.01, 10.0, 0, 0.0, 24, 0, 0, 0),
    ],
)
def test_a_message_comes_back_as_it_went(message: ToProgram | FromProgram) -> None:
    line = to_line(message)
    assert line.count(b"\n") == 1
    assert from_line(line) == message


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[]", b'{"message": "Nonsense"}', b'{"message": "ScreenGone"}', b"\xff", b"[" * 100_000],
)
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # of whatever kind
        from_line(line)
