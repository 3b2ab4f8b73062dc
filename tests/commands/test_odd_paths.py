"""Whatever stands at a path that an operator gives a command: one sentence, exit code 2, nothing touched."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.odd_things import NO_FOLDERS, UNREADABLE, UNWRITABLE, Maker, modes_count, standing
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.commands import line
from vortex_gui.commands.arguments.parser import parser

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and modes of POSIX")

RECIPE = str(sorted((RESOURCES / "recipes").glob("*.yaml"))[0])
MINI = ("calibrate", "--profile", "mini")
HERE = "{path}"
"""Where the odd path stands among the words."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A path among the words of a command, and what may not stand there."""

    words: tuple[str, ...]
    things: Mapping[str, Maker]
    ending: str = ".yaml"


ARGUMENTS = [
    Argument(("generate", HERE), UNREADABLE),
    Argument(("generate", HERE), UNREADABLE, ".json"),
    Argument(("generate", RECIPE, "--settings", HERE), UNREADABLE),
    Argument(("generate", RECIPE, "--profile", HERE), UNREADABLE),
    Argument(("generate", RECIPE, "--out", HERE), NO_FOLDERS, ""),
    Argument(("plan", "--settings", HERE), UNREADABLE),
    Argument(("plan", "--profile", HERE), UNREADABLE),
    Argument(("fit", "--gpu", "RTX 3060", "--settings", HERE), UNREADABLE),
    Argument(("fit", "--gpu", "RTX 3060", "--replace", "--out", HERE), UNWRITABLE),
    Argument(("doctor", "--settings", HERE), UNREADABLE),
    Argument(("doctor", "--profile", HERE), UNREADABLE),
    Argument(("prefetch", "--profile", HERE), UNREADABLE),
    Argument(("prefetch", "--json", "--profile", HERE), UNREADABLE),
    Argument(("prepare", "--settings", HERE), UNREADABLE),
    Argument(("prepare", "--profile", HERE), UNREADABLE),
    Argument((*MINI, "--settings", HERE), UNREADABLE),
    Argument(("calibrate", "--profile", HERE), UNREADABLE),
    Argument((*MINI, "--prompts", HERE), UNREADABLE),
    Argument((*MINI, "--yes", "--to", HERE), UNWRITABLE),
    Argument((*MINI, "--dry-run", "--picture", HERE), UNWRITABLE, ".png"),
    Argument(("rehearse", "--profile", HERE), UNREADABLE),
    Argument(("rehearse", "--profile", "mini", "--folder", HERE), NO_FOLDERS, ""),
    Argument(("backup", "copy.db", "--settings", HERE), UNREADABLE),
    Argument(("backup", HERE), UNWRITABLE, ".db"),
    Argument(("machines", "list", "--settings", HERE), UNREADABLE),
    Argument(("serve", "--settings", HERE), UNREADABLE),
    Argument(("soak", "--profile", HERE), UNREADABLE),
    Argument(("soak", "--program", "1", "--profile", HERE), UNREADABLE),
]
CASES = [
    pytest.param(argument, thing, id=" ".join((*argument.words, thing)).replace(RECIPE, "RECIPE"))
    for argument in ARGUMENTS
    for thing in argument.things
]
HIDDEN = {"part"}
"""Of the program to itself."""
READ_BY_NONE = {"settings": {"bench", "prefetch", "rehearse", "soak"}}
"""Commands that work without an option that all have."""


@pytest.mark.parametrize(("argument", "thing"), CASES)
def test_an_odd_path_is_one_sentence_and_exit_2(
    argument: Argument,
    thing: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    path = argument.things[thing](tmp_path / f"odd{argument.ending}")
    before = standing(tmp_path)
    with modes_count():
        code = ended([word.replace(HERE, str(path)) for word in argument.words])
    out, told = capsys.readouterr()
    assert code == 2, told
    assert out == ""
    check_sentence(told)
    assert standing(tmp_path) == before


def ended(words: list[str]) -> int:
    """The exit code, also of words that argparse refuses."""
    try:
        return line.main(words)
    except SystemExit as refused:
        return int(refused.code or 0)


def check_sentence(told: str) -> None:
    """One line; above it the usage, where argparse refuses."""
    *usage, sentence = told.splitlines()
    assert not usage or usage[0].startswith("usage: "), told
    assert all(each.startswith(" ") for each in usage[1:]), told
    assert "Errno" not in sentence
    assert len(sentence.split()) >= 4, told


def test_every_path_of_every_command_is_among_them() -> None:
    tried = {(name, option) for argument in ARGUMENTS for name, option in named(argument.words)}
    assert {(name, option) for name, option in paths() if option not in HIDDEN} <= tried


def named(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    place = words.index(HERE)
    before = words[place - 1]
    if before.startswith("--") and before not in ("--json", "--replace", "--yes", "--dry-run"):
        yield words[0], before[2:]
    else:
        yield words[0], {"generate": "recipe", "backup": "file"}[words[0]]


def paths() -> Iterator[tuple[str, str]]:
    """Command and name of each argument that is a path, or a profile that may be one."""
    (commands,) = (each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        for action in command._actions:
            is_path = getattr(action.type, "__name__", "") in ("_path", "Path") or action.dest == "profile"
            if is_path and name not in READ_BY_NONE.get(action.dest, ()):
                yield name, action.dest


@pytest.mark.parametrize("thing", NO_FOLDERS)
def test_an_odd_output_folder_of_the_settings_is_refused_before_anything_loads(
    thing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = NO_FOLDERS[thing](tmp_path / "odd")
    settings = tmp_path / "settings.yaml"
    if thing in ("nul", "name not in UTF-8"):
        pytest.skip("no text file holds such a name")
    settings.write_text(f"folders: {{output: {path}, data: {tmp_path / 'data'}}}\n")
    with modes_count():
        assert ended(["generate", RECIPE, "--settings", str(settings)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("folders.output: ")
    check_sentence(told)
