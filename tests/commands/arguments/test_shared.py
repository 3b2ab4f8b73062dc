"""Arguments that several commands have."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.commands.arguments.parser import parser


@pytest.mark.parametrize(
    "words",
    [
        ["--settings", "own.yaml", "plan"],
        ["plan", "--settings", "own.yaml"],
        ["--settings", "other.yaml", "plan", "--settings", "own.yaml"],
    ],
)
def test_settings_stand_before_or_after_the_command(words: list[str]) -> None:
    assert parser().parse_args(words).settings == Path("own.yaml")
