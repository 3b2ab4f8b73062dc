"""The letters and signs of a script: variants become plain ones; what no English voice reads is named."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from vortex_gui.base.words.translation import mark, tr

_SHOWN_ALIKE = str.maketrans(
    {"−": "-", "‑": "-", "‐": "-", "’": "'", "‘": "'", "ʼ": "'", "′": "'", "“": '"', "”": '"', "„": '"',
     "‟": '"', "″": '"', "⁄": "/", "∕": "/", "℃": "°C", "℉": "°F", "\u00ad": None}
)  # fmt: skip
_UNSEEN = "\u200b\u200c\u200d\u2060\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Characters without a look of their own: text pasted from elsewhere has them inside words."""
_WITHOUT_UNSEEN = str.maketrans(dict.fromkeys(_UNSEEN))
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_READ_SIGNS = frozenset("©°№℠℡℻")
"""Signs that the phonemiser reads."""
_UNREAD = frozenset(("So", "Sk", "Co", "Cn", "Cs", "Me"))
_APART = "'’-"
_ALPHABETS = {
    "ARABIC": mark("Arabic"),
    "ARMENIAN": mark("Armenian"),
    "BENGALI": mark("Bengali"),
    "CJK": mark("Chinese"),
    "CYRILLIC": mark("Cyrillic"),
    "DEVANAGARI": mark("Devanagari"),
    "GEORGIAN": mark("Georgian"),
    "GREEK": mark("Greek"),
    "HANGUL": mark("Korean"),
    "HEBREW": mark("Hebrew"),
    "HIRAGANA": mark("Japanese"),
    "KATAKANA": mark("Japanese"),
    "TAMIL": mark("Tamil"),
    "THAI": mark("Thai"),
}
"""Unicode's word for an alphabet, and ours; a rarer alphabet keeps Unicode's."""


def plain_letters(text: str) -> str:
    """Accents joined to their letters, styled and full-width letters and other digits as the usual ones."""
    text = unicodedata.normalize("NFC", text)
    text = html.unescape(text).translate(_SHOWN_ALIKE).translate(_WITHOUT_UNSEEN)
    return _OTHER_DIGIT.sub(_western, "".join(_plain(c) if c > "\u024f" else c for c in text))


def _plain(character: str) -> str:
    """A styled, circled, Roman or joined letter as ASCII letters; any other as it is."""
    if unicodedata.category(character) not in ("Lu", "Ll", "Lm", "Nl", "So") or character in _READ_SIGNS:
        return character
    usual = unicodedata.normalize("NFKC", character)
    return usual if usual.isascii() and usual.isalpha() and usual != "TM" else character


def _western(digit: re.Match[str]) -> str:
    """An Arabic, Devanagari or full-width digit as 0 to 9, which the rules and the voice know."""
    return str(unicodedata.decimal(digit.group()))


def without_other_alphabets(text: str) -> tuple[str, dict[str, list[str]]]:
    """The text without words of letters that are not Latin, and those words by the name of their alphabet."""
    found: dict[str, list[str]] = {}
    kept = []
    for is_word, piece in _pieces(text):
        alphabet = alphabet_of(piece) if is_word else None
        if alphabet is None:
            kept.append(piece)
        else:
            found.setdefault(alphabet, []).append(piece)
            kept.append(" ")
    return "".join(kept), found


def without_unread_signs(text: str) -> tuple[str, list[str]]:
    """The text without emoji and other signs that stand for no word, and those signs."""
    found = []
    kept = []
    for character in text:
        if (
            character > "\u007f"
            and unicodedata.category(character) in _UNREAD
            and character not in _READ_SIGNS
        ):
            found.append(character)
            kept.append(" ")
        elif "\ufe00" <= character <= "\ufe0f":  # chooses the look of the sign before it
            kept.append(" ")
        else:
            kept.append(character)
    return "".join(kept), found


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The text in words, with the marks on their letters, and what is between; whether each is a word."""
    begin = 0
    while begin < len(text):
        end = begin + 1
        is_word = text[begin].isalpha()
        if is_word:
            while end < len(text) and (_is_letter(text[end]) or _joins(text, end)):
                end += 1
        else:
            while end < len(text) and not text[end].isalpha():
                end += 1
        yield is_word, text[begin:end]
        begin = end


def _is_letter(character: str) -> bool:
    return character.isalpha() or unicodedata.category(character) in ("Mn", "Mc", "Me")


def _joins(text: str, at: int) -> bool:
    return text[at] in _APART and at + 1 < len(text) and text[at + 1].isalpha()


def alphabet_of(word: str) -> str | None:
    """The name of the first alphabet in a word that is not Latin: Cyrillic, Greek, Hebrew, Arabic …"""
    for letter in word:
        name = unicodedata.name(letter, "unknown").split()[0]
        if letter.isalpha() and letter > "ª" and name not in ("LATIN", "FEMININE", "MASCULINE", "MICRO"):
            return tr(_ALPHABETS[name]) if name in _ALPHABETS else name.capitalize()
    return None
