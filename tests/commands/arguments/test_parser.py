"""Each command parses its arguments; one that cannot be is refused in a sentence that names it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from vortex_gui.commands.arguments.parser import parser

COMMANDS = {
    "generate": ["recipe.yaml"],
    "plan": [],
    "bench": [],
    "doctor": [],
    "prefetch": ["--profile", "mini"],
    "fit": ["--gpu", "RTX 3060"],
    "prepare": [],
    "calibrate": ["--profile", "mini"],
    "rehearse": ["--profile", "mini"],
    "backup": ["copy.db"],
    "soak": [],
    "serve": [],
    "machines": ["list"],
}
"""What each command needs to be whole."""


def every_option() -> Iterator[tuple[str, str]]:
    """Each command and action, with each of its options that takes a value."""

    def below(words: str, found: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
        for action in found._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, command in action.choices.items():
                    yield from below(f"{words} {name}".strip(), command)
            elif action.option_strings and action.nargs != 0 and action.help != argparse.SUPPRESS:
                yield words, action.option_strings[0]

    yield from below("", parser())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_leads_to_the_function_of_its_name(command: str) -> None:
    module, function = parser().parse_args([command, *COMMANDS[command]]).home
    assert function == command
    assert callable(getattr(import_module(module), function))


def test_every_command_is_tried_here(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["sing"])
    offered = re.findall(r"\w+", capsys.readouterr().err.partition("choose from")[2])
    assert set(offered) == set(COMMANDS)


def test_without_a_command_the_console_opens() -> None:
    assert parser().parse_args([]).home == ("vortex_gui.console.app", "run_console")


@pytest.mark.parametrize(("command", "option"), [*every_option()])
def test_an_empty_value_is_never_taken_for_none(
    command: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        parser().parse_args([*command.split(), option, ""])
    assert refused.value.code == 2
    assert f"argument {option}: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["generate", "x.yaml", "--seed", "-1"], "'-1' is not a whole number from 0 to "),
        (["generate", "x.yaml", "--seed", "1e3"], "'1e3' is not a whole number from 0 to "),
        (["generate", "x.yaml", "--slot-id", "٣"], "'٣' is not a whole number from 0 to 999999"),
        (["soak", "--slots", "0"], "'0' is not a whole number from 1 to 100000"),
        (["soak", "--kill-worker", "1.5"], "'1.5' is not a number from 0 to 1"),
        (["soak", "--kill-console", "often"], "'often' is not a number from 0 to 1"),
        (["soak", "--kill-console", "nan"], "'nan' is not a number from 0 to 1"),
        (["fit", "--gpu", "RTX 3060", "--memory", "much"], "'much' is not a number"),
        (["backup"], "the following arguments are required: FILE"),
    ],
)
def test_a_bad_value_is_named(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        parser().parse_args(words)
    assert refused.value.code == 2
    assert sentence in capsys.readouterr().err
