"""How a script is read aloud: the text that an English voice gets, and warnings where it differs.

The phonemiser reads plain English numbers, money, dates and units by itself. These rules stand before it:
they rewrite what it would misread (decimal commas, currencies behind the amount, units), take out markup, and
take out words in other alphabets, which it would spell as gibberish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vortex_gui.base.speaking.letters import plain_letters, without_other_alphabets, without_unread_signs
from vortex_gui.base.speaking.numbers import numbers_read, with_plain_units
from vortex_gui.base.words.translation import tr

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_VALUE = r"""(?:"[^"<]*"|'[^'<]*'|[^<>"'])"""
_MARKUP = re.compile(
    rf"</?[A-Za-z]{_VALUE}*>|</?[A-Za-z][^<>]*>|<!--.*?-->|<[!?][^<>]*>"
    r"|</[A-Za-z][\w:-]*\s*\Z|<[A-Za-z][\w:-]*\s+[\w:-]+\s*=[^<>]*\Z",
    re.DOTALL,
)
"""Tags whole, comments, and a tag at the end that nobody closed."""
MAX_EXAMPLES = 3
"""Pieces of a script that one warning quotes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The spoken text, and a warning for each kind of piece that is read otherwise or left out."""

    text: str
    warnings: tuple[str, ...] = ()


def read_aloud(script: str) -> Reading:
    """The text that an English voice speaks for a script; any text is possible, also none."""
    text, tags = _without_markup(script)
    text, strange = without_other_alphabets(with_plain_units(plain_letters(text)))
    text, signs = without_unread_signs(text)
    text, changes = numbers_read(text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return Reading("\n".join(lines).strip(), tuple(_warnings(tags, changes, strange, signs)))


def shown_text(script: str) -> str:
    """The script as captions show it: what the voice leaves out is gone, and numbers stay as written."""
    text, _ = without_other_alphabets(plain_letters(_without_markup(script)[0]))
    return " ".join(without_unread_signs(text)[0].split())


def _without_markup(script: str) -> tuple[str, list[str]]:
    text = _CDATA.sub(r" \1 ", script)
    return _MARKUP.sub(" ", text), _MARKUP.findall(text)


def _warnings(
    tags: list[str], changes: list[tuple[str, str]], strange: dict[str, list[str]], signs: list[str]
) -> Iterator[str]:
    if tags:
        yield tr("The voice leaves out markup: {examples}.", examples=_examples(tags))
    if changes:
        read = [tr("{written} as {read}", written=f'"{old}"', read=f'"{new}"') for old, new in changes]
        yield tr("The speech reads {examples}.", examples=_listed(read))
    for alphabet, words in strange.items():
        yield tr(
            "The voice reads English and leaves out words in {alphabet} letters: {examples}.",
            alphabet=alphabet,
            examples=_examples(words),
        )
    if signs:
        yield tr("The voice cannot read these and leaves them out: {words}.", words=_listed(signs))


def _examples(pieces: list[str]) -> str:
    return _listed([f'"{piece}"' for piece in dict.fromkeys(pieces)])


def _listed(pieces: list[str]) -> str:
    few = list(dict.fromkeys(pieces))
    more = len(few) - MAX_EXAMPLES
    listed = ", ".join(few[:MAX_EXAMPLES])
    return tr("{examples} and {count} more", examples=listed, count=more) if more > 0 else listed
