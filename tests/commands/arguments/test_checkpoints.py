"""The commands about checkpoints: what they ask for, and what they take by themselves."""

from __future__ import annotations

import pytest

from vortex_gui.commands.arguments.parser import parser


@pytest.mark.parametrize("command", ["prefetch", "calibrate"])
def test_a_profile_has_to_be_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args([command])
    assert "--profile" in capsys.readouterr().err


def test_forty_pictures_and_one_false_alarm_in_twenty_are_usual() -> None:
    found = parser().parse_args(["calibrate", "--profile", "mini"])
    assert (found.pictures, found.false_alarms, found.seed, found.to) == (40, 0.05, 0, None)
