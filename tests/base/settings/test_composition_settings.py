"""The house's look: what its settings refuse, and which composition they come to."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from vortex_gui.base.settings.composition_settings import CompositionSettings


def test_the_defaults_leave_a_clip_as_it_is() -> None:
    assert CompositionSettings().house.is_plain


def test_a_picture_goes_before_the_colour_and_paths_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    look = CompositionSettings(
        shape="16:9", background_colour="1b2a4a", background_picture="~/studio.png", logo="logo.png"
    ).house
    assert look.background_picture == "/somewhere/studio.png"
    assert look.background_colour is None
    assert look.logo == str(Path("logo.png").absolute())
    assert CompositionSettings(background_colour="1B2A4A").house.background_colour == "#1b2a4a"


@pytest.mark.parametrize(
    "wrong",
    [{"background_colour": "red"}, {"logo": "$NOT_SET_HERE/x.png"}, {"short_side": 7}, {"shape": "4:3"}],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CompositionSettings.model_validate(wrong)
