"""Two programs understand each other, or one sentence names both versions."""

from __future__ import annotations

import pytest

from vortex_gui.wire.link.versions import misfit
from vortex_gui.wire.link.words import LINK_MAX, LINK_MIN, Greeting


def greeting(lowest: int, highest: int) -> Greeting:
    return Greeting(lowest, highest, "vortex-gui 9", "c", "", 0)


@pytest.mark.parametrize(
    ("lowest", "highest"), [(LINK_MIN, LINK_MAX), (0, LINK_MIN), (LINK_MAX, LINK_MAX + 5)]
)
def test_one_version_in_common_is_enough(lowest: int, highest: int) -> None:
    assert misfit(greeting(lowest, highest), "box") is None


@pytest.mark.parametrize(("lowest", "highest"), [(LINK_MAX + 1, LINK_MAX + 2), (LINK_MAX + 3, LINK_MAX + 3)])
def test_without_one_the_sentence_names_both(lowest: int, highest: int) -> None:
    told = misfit(greeting(lowest, highest), "ada@box")
    assert told is not None
    assert "ada@box" in told
    assert str(highest) in told
    assert told.endswith(f"version {LINK_MIN}–{LINK_MAX}.")
    assert "\n" not in told
