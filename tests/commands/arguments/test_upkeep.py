"""The commands that look after an installation."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.commands.arguments.parser import parser


def test_a_backup_goes_where_the_operator_says() -> None:
    assert parser().parse_args(["backup", "~/copy.db"]).file == Path.home() / "copy.db"


def test_large_checkpoints_are_hashed_on_demand() -> None:
    assert not parser().parse_args(["doctor"]).hash_all
    assert parser().parse_args(["doctor", "--hash-all"]).hash_all
