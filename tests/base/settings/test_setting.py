"""One declaration of a setting serves dialog, file and check."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vortex_gui.base.settings.setting import Section, setting


class Clock(Section):
    """A section with one setting."""

    limit_s: float = setting(3.0, "Limit", "Seconds until it rings.", gt=0)


def test_the_words_of_the_dialog_stand_at_the_setting() -> None:
    field = Clock.model_fields["limit_s"]
    assert (field.default, field.title, field.description) == (3.0, "Limit", "Seconds until it rings.")


@pytest.mark.parametrize("values", [{"limit_s": 0.0}, {"limit_s": "3"}, {"other": 1.0}])
def test_a_value_out_of_bounds_of_another_type_or_unknown_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Clock.model_validate(values)


def test_a_section_never_changes() -> None:
    with pytest.raises(ValidationError):
        Clock().limit_s = 1.0  # type: ignore[misc]  # what a type checker refuses
