"""Each state of a model has its own word and drawing, and a colour that every theme has."""

from __future__ import annotations

import pytest

from vortex_gui.console.look import icons
from vortex_gui.console.look.tones import tones_of
from vortex_gui.console.models.residency import LOOKS
from vortex_gui.console.state.workers.worker_status import Residency


def test_every_state_has_a_look_of_its_own() -> None:
    assert set(LOOKS) == set(Residency)
    assert len({look.word for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.icon for look in LOOKS.values()}) == len(LOOKS)


@pytest.mark.parametrize("residency", Residency)
def test_it_can_be_drawn_in_every_theme(residency: Residency) -> None:
    look = LOOKS[residency]
    assert not icons.icon(look.icon).isNull()
    for theme in ("dark", "light", "contrast"):
        assert getattr(tones_of(theme), look.tone).isValid()
