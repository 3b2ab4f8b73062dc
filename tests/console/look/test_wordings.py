"""Of several wordings the longest with room is shown."""

from __future__ import annotations

import pytest

from vortex_gui.console.look.wordings import longest_that_fits


@pytest.mark.parametrize(("room", "shown"), [(9, "in full"), (7, "in full"), (6, "short"), (4, ""), (0, "")])
def test_the_first_with_room(room: float, shown: str) -> None:
    assert longest_that_fits(("in full", "short"), len, room) == shown
