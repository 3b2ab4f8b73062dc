"""The program's settings, and the rules that every section of the settings keeps to."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vortex_gui.base.settings.program_settings import ProgramSettings
from vortex_gui.base.settings.setting import Section, setting


class Small(Section):
    """A section of one setting."""

    speed: int = setting(3, "Speed", "How fast.", ge=1)


def test_a_setting_keeps_its_words_and_its_range() -> None:
    info = Small.model_fields["speed"]
    assert (info.title, info.description) == ("Speed", "How fast.")
    for wrong in ({"speed": 0}, {"speed": "3"}, {"pace": 3}):
        with pytest.raises(ValidationError):
            Small.model_validate(wrong)


def test_a_filler_has_to_be_a_path_and_the_title_short() -> None:
    assert ProgramSettings(filler="~/clips/ident.mp4").filler == "~/clips/ident.mp4"
    for wrong in ({"filler": "~nobody-here/ident.mp4"}, {"title": "x" * 81}):
        with pytest.raises(ValidationError):
            ProgramSettings.model_validate(wrong)
