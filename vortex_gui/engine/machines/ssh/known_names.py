"""The names that the operator's own ssh settings know, to be offered where an address is written."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from vortex_gui.base.files.text_file import TextFileError, read_text_file
from vortex_gui.engine.machines.ssh.ssh_command import ssh_words

MOST_BYTES = 256 * 1024
MOST_NAMES = 500
MOST_DEEP = 4
"""Files that include files."""
_PATTERN = frozenset("*?!")


def known_names(words: Sequence[str] | None = None) -> tuple[str, ...]:
    """Names of `Host` lines, in their order, without patterns.

    `words` begin an ssh command, by themselves the operator's.
    """
    names = dict.fromkeys(_names_in(_settings_file(words or ssh_words()), MOST_DEEP))
    return tuple(names)[:MOST_NAMES]


def _settings_file(words: Sequence[str]) -> Path:
    for option, value in pairwise(words):
        if option == "-F":
            return Path(value)
    return Path.home() / ".ssh" / "config"


def _names_in(file: Path, deep: int) -> Iterator[str]:
    try:
        lines = read_text_file(file, MOST_BYTES).splitlines()
    except TextFileError:  # there is none, or it is not ours to read
        return
    for line in lines:
        word, values = _split(line)
        if word == "host":
            yield from (value for value in values if not _PATTERN & set(value))
        elif word == "include" and deep > 1:
            for value in values:
                named = file.parent / Path(value).expanduser()
                for included in sorted(named.parent.glob(named.name)):
                    yield from _names_in(included, deep - 1)


def _split(line: str) -> tuple[str, list[str]]:
    """The keyword in small letters, and its values; an `=` may stand between."""
    try:
        words = shlex.split(line.replace("=", " ", 1), comments=True)
    except ValueError:
        return "", []
    return (words[0].lower(), words[1:]) if words else ("", [])
