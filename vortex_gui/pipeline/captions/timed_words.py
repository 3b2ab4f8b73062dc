"""When each word of the script is heard: the script as written, beside the words as they are spoken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from vortex_gui.models.contracts import WordSpan

_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word as the script has it, with its punctuation."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class _Heard:
    """A run of letters or digits that is spoken."""

    letters: str
    start_s: float
    end_s: float


def timed_words(text: str, spoken: Sequence[WordSpan], until_s: float) -> list[TimedWord]:
    """The words of a text that begin to sound before `until_s`, none of them longer than that.

    What is spoken in other words ("$5" is "five dollars") has the time of these words; what the voice leaves
    out is left out. Without spoken words there are none: nobody knows their times.
    """
    written = text.split()
    pieces = [(number, piece) for number, word in enumerate(written) for piece in _pieces(word)]
    spans = _spans([piece for _, piece in pieces], [part for word in spoken for part in _parts(word)])
    times: dict[int, tuple[float, float]] = {}
    for (number, _), span in zip(pieces, spans, strict=True):
        if span is not None:
            begun = times.get(number, span)
            times[number] = (begun[0], max(begun[1], span[1]))
    return list(_words(written, times, until_s))


def _words(
    written: Sequence[str], times: dict[int, tuple[float, float]], until_s: float
) -> Iterator[TimedWord]:
    """Signs without a sound of their own, such as a dash, stand with the word before them."""
    held: TimedWord | None = None
    for number, text in enumerate(written):
        if number in times:
            start_s, end_s = times[number]
            if start_s >= until_s:
                break
            if held is not None:
                yield held
            held = TimedWord(text, start_s, min(end_s, until_s))
        elif held is not None and not _PIECE.search(text):
            held = TimedWord(f"{held.text} {text}", held.start_s, held.end_s)
    if held is not None:
        yield held


def _spans(written: Sequence[str], heard: Sequence[_Heard]) -> list[tuple[float, float] | None]:
    """The time of each written piece, `None` where nothing is heard of it."""
    spans: list[tuple[float, float] | None] = [None] * len(written)
    matcher = SequenceMatcher(None, written, [part.letters for part in heard], autojunk=False)
    for kind, begin, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            spans[begin:end] = [(part.start_s, part.end_s) for part in heard[first:last]]
        elif kind == "replace":
            spans[begin:end] = _shared(written[begin:end], heard[first].start_s, heard[last - 1].end_s)
        elif kind == "insert" and begin and (before := spans[begin - 1]) is not None:
            spans[begin - 1] = (before[0], heard[last - 1].end_s)
    return spans


def _shared(pieces: Sequence[str], start_s: float, end_s: float) -> list[tuple[float, float]]:
    """A stretch of time shared by pieces as long as they are written."""
    letters = sum(map(len, pieces))
    spans, at_s = [], start_s
    for piece in pieces:
        to_s = at_s + (end_s - start_s) * len(piece) / letters
        spans.append((at_s, to_s))
        at_s = to_s
    return spans


def _parts(word: WordSpan) -> list[_Heard]:
    pieces = list(_pieces(word.word))
    spans = _shared(pieces, word.start_s, word.end_s) if pieces else []
    return [_Heard(piece, *span) for piece, span in zip(pieces, spans, strict=True)]


def _pieces(word: str) -> Iterator[str]:
    """Its runs of letters and digits, without case and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return (piece.casefold() for piece in _PIECE.findall(plain))
