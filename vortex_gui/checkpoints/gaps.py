"""What a prompt leaves open to a painter that must be told everything, and the words that fill it.

A checkpoint's `actor.json` may declare `gaps`: what its painter was always told, in an order. The public
checkpoints declare none, since they paint what is left unsaid as they please.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vortex_gui.checkpoints.vocabulary import WORD

MOST = 512
"""Gaps, patterns of a gap or phrases of a gap; a longer list is taken for damage."""
OR = "|"

PIECE = re.compile(f"{WORD.pattern}|,")
Pattern = tuple[frozenset[str], ...]
"""Words in a row, each one of several; a comma between words is a word, so no pattern reaches across it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What a prompt may leave open: `name` for the operator, `closed_by` what names it, `phrases` to draw.

    With `opened_by` it is open only where one of these stands. A phrase that stands twice is drawn twice as
    often.
    """

    name: str
    closed_by: tuple[Pattern, ...]
    phrases: tuple[str, ...]
    opened_by: tuple[Pattern, ...] = ()

    def is_open_in(self, text: str) -> bool:
        """Whether nothing in the text names it, and something there asks for it."""
        words = [found.group().lower() for found in PIECE.finditer(text)]
        asked_for = not self.opened_by or _any_stands_in(words, self.opened_by)
        return asked_for and not _any_stands_in(words, self.closed_by)


@dataclass(frozen=True, slots=True)
class Completion:
    """A prompt with its gaps filled; `added` are the phrases behind the operator's own words."""

    text: str
    added: tuple[str, ...]


def completed(prompt: str, gaps: Sequence[Gap], seed: int) -> Completion:
    """Fills each open gap by a phrase drawn from the seed and the gap's name.

    So a word more in the prompt changes what it names, and nothing else.
    """
    text, added = prompt, list[str]()
    for gap in gaps:
        if gap.is_open_in(text):
            phrase = random.Random(f"{seed} {gap.name}").choice(gap.phrases)
            added.append(phrase)
            text = f"{text}, {phrase}"
    return Completion(text, tuple(added))


def open_names(prompt: str, gaps: Sequence[Gap]) -> tuple[str, ...]:
    """What the prompt leaves open, as the operator calls it, each name once."""
    return tuple(dict.fromkeys(gap.name for gap in gaps if gap.is_open_in(prompt)))


def gaps_in(manifest: object) -> tuple[Gap, ...]:
    """The gaps that an `actor.json` declares; raises ValueError where they are not as described."""
    declared = manifest.get("gaps", []) if isinstance(manifest, dict) else []
    return tuple(_gap(entry) for entry in _listed(declared))


def declared_gaps(manifest: object) -> tuple[Gap, ...]:
    """As `gaps_in`; none where it declares none that can be read."""
    try:
        return gaps_in(manifest)
    except ValueError:
        return ()


def _gap(entry: object) -> Gap:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise ValueError("a gap needs a name")
    phrases = tuple(_texts(entry.get("phrases")))
    if not phrases:
        raise ValueError(f"gap {entry['name']!r} has no phrases")
    opened_by = tuple(map(_pattern, _texts(entry.get("opened_by", []))))
    return Gap(entry["name"], tuple(map(_pattern, _texts(entry.get("closed_by")))), phrases, opened_by)


def _texts(value: object) -> Iterator[str]:
    for text in _listed(value):
        if not isinstance(text, str) or not text.strip():
            raise ValueError("a gap's lists hold words")
        yield text


def _listed(value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError(f"gaps are lists of at most {MOST} entries")
    return value


def _pattern(text: str) -> Pattern:
    return tuple(frozenset(word.lower().split(OR)) for word in text.split())


def _any_stands_in(words: Sequence[str], patterns: Sequence[Pattern]) -> bool:
    return any(_stands_in(words, pattern) for pattern in patterns)


def _stands_in(words: Sequence[str], pattern: Pattern) -> bool:
    starts = range(len(words) - len(pattern) + 1)
    return any(all(words[at + step] in here for step, here in enumerate(pattern)) for at in starts)
