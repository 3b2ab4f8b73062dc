"""What a prompt leaves open to a painter that must be told everything, and the words that fill it.

A checkpoint's `actor.json` may declare `gaps`: what its painter was always told, in an order. The public
checkpoints declare none, since they paint what is left unsaid as they please.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vortex_gui.checkpoints.vocabulary import WORD

MOST = 512
"""Gaps, patterns of a gap or phrases of a gap; a longer list is taken for damage."""
OR = "|"

PIECE = re.compile(rf"{WORD.pattern}|:|[,;.!?\n]")
STOP = ","
"""Stands for each mark between words but the colon; no pattern reaches across one that it does not name."""
NOT_AFTER = "!"
NEGATIONS = frozenset(("no", "not", "without", "never"))
BETWEEN = frozenset(("a", "an", "any", "the", "full", "big"))
"""May stand between a negation and what it denies."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words in a row, each one of several, where none of `not_after` stands before them.

    Words that are denied do not count, unless the pattern begins with the denial.
    """

    row: tuple[frozenset[str], ...]
    not_after: frozenset[str] = frozenset()

    def stands_in(self, pieces: Sequence[str]) -> bool:
        """Whether these words stand anywhere in the text."""
        return any(self._stands_at(pieces, at) for at in range(len(pieces) - len(self.row) + 1))

    def _stands_at(self, pieces: Sequence[str], at: int) -> bool:
        if any(pieces[at + step] not in here for step, here in enumerate(self.row)):
            return False
        denied = not self.row[0] & NEGATIONS and _is_denied(pieces, at)
        return not denied and not (at and pieces[at - 1] in self.not_after)


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
        pieces = _pieces(text)
        asked_for = not self.opened_by or any(pattern.stands_in(pieces) for pattern in self.opened_by)
        return asked_for and not any(pattern.stands_in(pieces) for pattern in self.closed_by)


@dataclass(frozen=True, slots=True)
class Completion:
    """A prompt with its gaps filled; `added` are the phrases behind the operator's own words."""

    text: str
    added: tuple[str, ...]


def completed(
    prompt: str, gaps: Sequence[Gap], seed: int, is_read: Callable[[str], bool] = lambda _: True
) -> Completion:
    """Fills each open gap by a phrase drawn from the seed and the gap's name.

    So a word more in the prompt changes what it names, and nothing else. A gap stays open where the painter
    would not read the prompt to its end with the phrase (`is_read`).
    """
    text, added = prompt, list[str]()
    for gap in gaps:
        if not gap.is_open_in(text):
            continue
        phrase = random.Random(f"{seed} {gap.name}").choice(gap.phrases)
        if is_read(longer := f"{text}, {phrase}"):
            added.append(phrase)
            text = longer
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
    """`!wearing red|blue suit` is red suit or blue suit, but not behind "wearing"."""
    row = [word.lower() for word in text.split()]
    not_after = row.pop(0)[1:] if row[0].startswith(NOT_AFTER) else ""
    if not row:
        raise ValueError(f"the pattern {text!r} of a gap has no words")
    return Pattern(tuple(frozenset(word.split(OR)) for word in row), frozenset(not_after.split(OR)) - {""})


def _pieces(text: str) -> list[str]:
    found = [piece.group().lower() for piece in PIECE.finditer(text)]
    return [piece if piece == ":" or WORD.match(piece) else STOP for piece in found]


def _is_denied(pieces: Sequence[str], at: int) -> bool:
    """Whether "no", or "no beard or", stands before this place."""
    before = at - 1
    while before >= 0 and (pieces[before] in BETWEEN or pieces[before] == "or"):
        before -= 2 if pieces[before] == "or" else 1
    return before >= 0 and pieces[before] in NEGATIONS
