"""Reads a script: sentences of words with their phonemes, by hibari's phonemiser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.models.speech.homographs import settle

_MAX_PHONEMES = 400
_MARKS = frozenset("ˈˌ")
_LENGTH = frozenset("ːʰʲ̃")
_SILENT = frozenset(' ;:,.!?—…"()“”↓→↗↘')
_LONG_NUMBER = re.compile(r"\d[\d,.]{14,}")
_READABLE = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Sm", "Sk", "So"))
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Word:
    """Text with its phonemes (punctuation has a text too), as the model gets them."""

    text: str
    phonemes: str


class Token(Protocol):
    """A word as hibari's phonemiser gives it."""

    text: str
    tag: str
    phonemes: str | None
    whitespace: str


class Phonemiser(Protocol):
    """The part of `hibari.g2p.G2P` that reading needs."""

    oov: Callable[[str], object]
    """Reads a word that is not in the lexicon, by a network."""

    def tokenize(self, text: str) -> Sequence[Token]: ...

    def phonemize_tokens(self, tokens: Sequence[Token]) -> Iterable[Token]: ...


@cache
def phonemiser() -> Phonemiser:
    """The one of this process: its tables take 0.1 GB, every voice reads with them, and nobody changes them.

    A process that workers are forked from loads them, and all workers share them. Its network for unknown
    words is not loaded yet. Raises `CheckpointError` when hibari-tts is not installed.
    """
    try:
        from hibari.g2p import G2P
    except ImportError:
        raise not_installed() from None
    reads: Phonemiser = G2P(british=False)
    return reads


class Reader:
    """Turns scripts into words that a voice can speak; `alphabet` is the phonemes that the voice knows."""

    def __init__(self, phonemiser: Phonemiser, alphabet: Collection[str]) -> None:
        """Raises `CheckpointError` when hibari-tts is not installed."""
        try:
            from hibari import Hibari
            from hibari.g2p.normalize import normalize
        except ImportError:
            raise not_installed() from None
        self._phonemiser = phonemiser
        self._alphabet = alphabet
        self._split: Callable[[str], Iterable[str]] = Hibari.split_sentences
        self._normalise: Callable[[str], str] = normalize
        # Loads the lexicon and the network for unknown words now, so that the first slot does not pay for it.
        phonemiser.oov("vortex")

    def read(self, script: str) -> tuple[list[list[Word]], list[str]]:
        """The sentences in words with phonemes, and what could not be read."""
        sentences: list[list[Word]] = []
        dropped: list[str] = []
        for text in self._split(_plain(script)):
            words = self._words(text, dropped)
            sentences += [
                part for part in _parts(words) if any(is_sound(p) for w in part for p in w.phonemes)
            ]
        return sentences, dropped

    def _words(self, text: str, dropped: list[str]) -> list[Word]:
        try:
            tagged = self._phonemiser.tokenize(self._normalise(text))
            settle(tagged)
            tokens = self._phonemiser.phonemize_tokens(tagged)
        except _UNREADABLE:
            # hibari 0.2.1 fails on some odd numbers: read word by word, leave out the one that fails.
            if len(text.split()) == 1:
                dropped.append(text)
                return []
            return [word for part in text.split() for word in self._words(part, dropped)]
        words = []
        for token in tokens:
            phonemes = "".join(p for p in token.phonemes or "" if p in self._alphabet)
            # A currency sign is read with its number.
            if not phonemes and any(unicodedata.category(c) in _READABLE for c in token.text):
                dropped.append(token.text)
            words.append(Word(token.text, phonemes + (" " if token.whitespace else "")))
        return words


def not_installed() -> CheckpointError:
    return CheckpointError(
        "hibari-tts", tr("the package is not installed"), remedy=tr("Install the program again.")
    )


def in_chunks(words: Iterable[Word], limit: int) -> Iterator[list[Word]]:
    """The words in chunks of at most `limit` phonemes, cut where a word ends; no word has more than that."""
    chunk: list[Word] = []
    length = 0
    for word in words:
        if chunk and length + len(word.phonemes) > limit:
            yield chunk
            chunk, length = [], 0
        chunk.append(word)
        length += len(word.phonemes)
    if chunk:
        yield chunk


def is_sound(symbol: str) -> bool:
    """Whether a phoneme sounds by itself: no pause, no stress mark, no sign of length."""
    return symbol not in _SILENT and not is_mark(symbol) and not is_length(symbol)


def is_mark(symbol: str) -> bool:
    """Whether it marks the stress of the phoneme that follows."""
    return symbol in _MARKS


def is_length(symbol: str) -> bool:
    """Whether it changes the phoneme before it."""
    return symbol in _LENGTH


def _plain(script: str) -> str:
    """Without control characters; numbers of more than 15 places in single digits, which hibari can read."""
    cleaned = "".join(
        c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " " for c in script
    )
    return _LONG_NUMBER.sub(lambda number: " ".join(re.findall(r"\d", number.group())), cleaned)


def _parts(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words in parts that the model takes at once, cut where a word ends."""
    return in_chunks((Word(word.text, word.phonemes[:_MAX_PHONEMES]) for word in words), _MAX_PHONEMES)
