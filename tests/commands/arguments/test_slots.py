"""The commands that generate a slot or plan one take paths, numbers and wishes."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.commands.arguments.parser import parser


def test_home_is_found_where_the_shell_left_it_alone() -> None:
    arguments = parser().parse_args(["--settings=~/own.yaml", "generate", "~/x.yaml", "--out=~/clips"])
    assert (arguments.settings, arguments.recipe, arguments.out) == (
        Path.home() / "own.yaml",
        Path.home() / "x.yaml",
        Path.home() / "clips",
    )


def test_a_plan_takes_what_if() -> None:
    found = parser().parse_args(["plan", "--size", "768x512", "--precision", "flux=int8", "--workers", "2"])
    assert (found.size, found.precision, found.workers, found.steps) == ("768x512", "flux=int8", 2, None)
