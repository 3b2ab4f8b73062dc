"""The operator is asked for a restart where one is needed, and only there."""

from __future__ import annotations

from typing import Any

import pytest

from vortex_gui.base.settings.at_once import AT_ONCE, needs_restart
from vortex_gui.base.settings.settings import Settings


@pytest.mark.parametrize(
    ("changed", "needed"),
    [
        ({}, False),
        ({"console": {"volume": 3}}, False),
        ({"folders": {"output": "/out"}}, False),
        ({"folders": {"output": "/out", "data": "/data"}}, True),
        ({"worker": {"niceness": 3}}, True),
        ({"console": {"volume": 3}, "output": {"crf": 20}}, True),
    ],
)
def test_only_what_the_console_takes_over_needs_no_restart(changed: dict[str, Any], needed: bool) -> None:
    assert needs_restart(Settings(), Settings.model_validate(changed)) is needed


def test_each_names_a_section_or_a_setting() -> None:
    for path in AT_ONCE:
        section, _, key = path.partition(".")
        assert section in Settings.model_fields
        assert not key or key in type(getattr(Settings(), section)).model_fields
