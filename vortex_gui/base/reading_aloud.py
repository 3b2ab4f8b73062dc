"""How a script is read aloud: the text that an English voice gets, and warnings where it differs.

The phonemiser reads plain English numbers, money, dates and units by itself. These rules stand before it:
they rewrite what it would misread (decimal commas, currencies behind the amount, units), take out markup, and
take out words in other alphabets, which it would spell as gibberish.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vortex_gui.base.words.translation import mark, tr

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")
_SPACES = "    "
"""No-break, thin and narrow spaces, which stand inside numbers."""
_GROUPED = rf"\d{{1,3}}(?:[.{_SPACES}' ]\d{{3}}){{1,8}}"
_NUMBER = r"\d+(?:[.,]\d+)*"
"""Separators stand between digits, and groups are at most eight: a text of digits alone takes no minutes.

No possessive quantifiers: Python 3.11.2 matches them wrongly.
"""
_AMOUNT = rf"(?:(?<![\w.])\.)?{_NUMBER}"
"""Also ".5": its point stands neither behind a word nor in an ellipsis."""
_CURRENCIES = {"€": "€", "$": "$", "£": "£", "EUR": "€", "USD": "$", "GBP": "£"}
_MAGNITUDES = {
    "k": "thousand", "m": "million", "mn": "million", "mio": "million", "b": "billion", "bn": "billion",
    "tn": "trillion",
}  # fmt: skip
_UNITS = {
    "km/h": "kilometers an hour", "kmh": "kilometers an hour", "kph": "kilometers an hour",
    "m/s": "meters a second", "m/s²": "meters a second squared", "m": "meters", "l": "liters",
    "L": "liters", "m²": "square meters", "m2": "square meters", "km²": "square kilometers",
    "km2": "square kilometers", "m³": "cubic meters", "m3": "cubic meters",
    "kg/m³": "kilograms a cubic meter", "W": "watts", "kW": "kilowatts", "V": "volts", "Hz": "hertz",
    "MB/s": "megabytes a second", "GB/s": "gigabytes a second", "Mbit/s": "megabits a second",
    "Gbit/s": "gigabits a second", "Pa": "pascals", "hPa": "hectopascals", "ha": "hectares",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SHOWN_ALIKE = str.maketrans(
    {"−": "-", "‑": "-", "‐": "-", "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'}
)
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
MAX_EXAMPLES = 3
"""Pieces of a script that one warning quotes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The spoken text, and a warning for each kind of piece that is read otherwise or left out."""

    text: str
    warnings: tuple[str, ...] = ()


def read_aloud(script: str) -> Reading:
    """The text that an English voice speaks for a script; any text is possible, also none."""
    text = unicodedata.normalize("NFC", script)
    text, tags = _taken_out(_MARKUP, text)
    text = _OTHER_DIGIT.sub(_western, html.unescape(text).translate(_SHOWN_ALIKE))
    text, strange = _without_other_alphabets(text)
    text, changes = _rewritten(text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return Reading("\n".join(lines).strip(), tuple(_warnings(tags, changes, strange)))


def _warnings(
    tags: list[str], changes: list[tuple[str, str]], strange: dict[str, list[str]]
) -> Iterator[str]:
    if tags:
        yield tr("The voice leaves out markup: {examples}.", examples=_examples(tags))
    if changes:
        read = [tr("{written} as {read}", written=f'"{old}"', read=f'"{new}"') for old, new in changes]
        yield tr("The speech reads {examples}.", examples=_listed(read))
    for alphabet, words in strange.items():
        yield tr(
            "The voice reads English and leaves out words in {alphabet} letters: {examples}.",
            alphabet=tr(alphabet),
            examples=_examples(words),
        )


def _examples(pieces: list[str]) -> str:
    return _listed([f'"{piece}"' for piece in dict.fromkeys(pieces)])


def _listed(pieces: list[str]) -> str:
    few = list(dict.fromkeys(pieces))
    more = len(few) - MAX_EXAMPLES
    listed = ", ".join(few[:MAX_EXAMPLES])
    return tr("{examples} and {count} more", examples=listed, count=more) if more > 0 else listed


def _western(digit: re.Match[str]) -> str:
    """An Arabic, Devanagari or full-width digit as 0 to 9, which the rules and the voice know."""
    return str(unicodedata.decimal(digit.group()))


def _taken_out(pattern: re.Pattern[str], text: str) -> tuple[str, list[str]]:
    return pattern.sub(" ", text), pattern.findall(text)


# ── numbers, money, dates, units ──────────────────────────────────────────────────────────────────


def _decimal_comma(found: re.Match[str]) -> str:
    whole, digits = re.split(r",(?=\d+$)", found.group())
    return f"{re.sub(r'[^0-9]', '', whole)}.{digits}"


def _grouped_by_dots(found: re.Match[str]) -> str:
    return re.sub(r"[^0-9]", "", found.group())


def _money(found: re.Match[str]) -> str:
    size = f" {_MAGNITUDES[found['size'].lower()]}" if found["size"] else ""
    return _CURRENCIES[found["sign"]] + _from_nought(found["amount"]) + size


def _day_first(found: re.Match[str]) -> str:
    day, month, year = (int(part) for part in found.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return found.group()
    return f"{day} {_MONTHS[month - 1]} {year}"


def _unit(found: re.Match[str]) -> str:
    return f"{_from_nought(found['amount'])} {_UNITS[found['unit']]}"


def _from_nought(amount: str) -> str:
    return f"0{amount}" if amount.startswith(".") else amount


_SIZE = r"(?:\s?(?P<size>(?i:bn|mn|mio|tn|[kmb])))?"
_RULES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])", _day_first),
    (rf"(?<![\d.,]){_GROUPED},\d{{1,2}}(?![\d,])", _decimal_comma),
    (r"(?<![\d.,])\d+,(?:\d{1,2}|\d{4,})(?![\d,]|\.\d)", _decimal_comma),
    (r"(?<![\d.,])0,\d+(?![\d,])", _decimal_comma),
    (
        rf"(?<![\d.,])\d{{1,3}}(?:\.\d{{3}}){{2,8}}(?![\d,.]\d)|(?<![\d.,])\d{{1,3}}(?:[{_SPACES}']\d{{3}}){{1,8}}(?![\d,])",
        _grouped_by_dots,
    ),
    (rf"(?<![\w$€£])(?<!\d[.,])(?P<amount>{_AMOUNT}){_SIZE}\s?(?P<sign>€|£|EUR\b|USD\b|GBP\b)", _money),
    (
        rf"(?P<sign>[€$£]|(?<![A-Za-z])(?:EUR|USD|GBP))\s?(?P<amount>{_AMOUNT}){_SIZE}(?![A-Za-z])",
        _money,
    ),
    (rf"(?<![\w.,])(?P<amount>{_AMOUNT})\s?(?P<unit>{_UNIT})(?![\w/²³])", _unit),
    (r"(?<![\w/])24/7(?![\w/])", lambda _: "twenty-four seven"),
    (r"(?<=[A-Za-z])/(?=[A-Za-z])", lambda _: " "),
)
_SILENT_RULES = (len(_RULES) - 1,)
"""No warning for a reading that everybody expects: a stroke between words."""


def _rewritten(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text by the rules in turn, and each piece that changed as first and last written."""
    changes: list[tuple[str, str]] = []
    for number, (pattern, rule) in enumerate(_RULES):

        def told(
            found: re.Match[str], rule: Callable[[re.Match[str]], str] = rule, number: int = number
        ) -> str:
            new = rule(found)
            if new != found.group() and number not in _SILENT_RULES:
                _note(changes, found.group(), new)
            return new

        text = re.sub(pattern, told, text)
    return text, [(old, new) for old, new in changes if old != new]


def _note(changes: list[tuple[str, str]], old: str, new: str) -> None:
    """A piece that an earlier rule wrote keeps the operator's spelling."""
    for place, (written, read) in enumerate(changes):
        if read in old:
            changes[place] = (old.replace(read, written), new)
            return
    changes.append((old, new))


# ── other alphabets ───────────────────────────────────────────────────────────────────────────────


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


def _without_other_alphabets(text: str) -> tuple[str, dict[str, list[str]]]:
    """The text without words of letters that are not Latin, and those words by the name of their alphabet."""
    found: dict[str, list[str]] = {}

    def kept(word: re.Match[str]) -> str:
        alphabet = _alphabet(word.group())
        if alphabet is None:
            return word.group()
        found.setdefault(alphabet, []).append(word.group())
        return " "

    return re.sub(r"[^\W\d_]+(?:[̀-ͯ'’-]*[^\W\d_]+)*", kept, text), found


def _alphabet(word: str) -> str | None:
    """The name of the first alphabet in a word that is not Latin: Cyrillic, Greek, Hebrew, Arabic …"""
    for letter in word:
        name = unicodedata.name(letter, "unknown").split()[0]
        if letter.isalpha() and letter > "ª" and name not in ("LATIN", "FEMININE", "MASCULINE", "MICRO"):
            return _ALPHABETS.get(name, name.capitalize())
    return None
