"""The commands that measure take counts and chances."""

from __future__ import annotations

from vortex_gui.commands.arguments.parser import parser


def test_chances_are_numbers() -> None:
    found = parser().parse_args(["soak", "--kill-worker", "0.25", "--kill-console", "1", "--slots", "7"])
    assert (found.kill_worker, found.kill_console, found.slots) == (0.25, 1.0, 7)


def test_chances_are_none_unless_asked_for() -> None:
    found = parser().parse_args(["soak"])
    assert (found.kill_link, found.freeze, found.kill_agent, found.kill_node) == (0.0, 0.0, 0.0, 0.0)
    assert (found.slots, found.machines, found.program) == (20, None, None)
