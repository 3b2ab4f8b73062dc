"""Amounts of money as an English voice reads them right."""

from __future__ import annotations

import re
from collections.abc import Callable

SPACES = "\u00a0\u2007\u2009\u202f "
"""No-break, figure, thin and narrow spaces, which stand inside numbers; and the usual one."""
NUMBER = r"\d+(?:[.,]\d+)*"
"""Separators stand between digits: a text of digits alone takes no minutes.

No possessive quantifiers: Python 3.11.2 matches them wrongly.
"""
AMOUNT = rf"(?:(?<![\w.])\.)?{NUMBER}"
"""Also ".5": its point stands neither behind a word nor in an ellipsis."""
MAGNITUDES = {
    "k": "thousand", "m": "million", "mn": "million", "mio": "million", "b": "billion", "bn": "billion",
    "tn": "trillion", "t": "trillion",
}  # fmt: skip
_READ_BY_THE_VOICE = {"€": "euros", "$": "dollars", "£": "pounds"}
_SPELLED = {"EUR": "€", "USD": "$", "GBP": "£", "US$": "$"}
_NAMED = {
    "¥": "yen", "JPY": "yen", "₹": "rupees", "INR": "rupees", "₽": "rubles", "₩": "won", "₺": "liras",
    "₴": "hryvnias", "₪": "shekels", "₫": "dong", "₱": "pesos", "₦": "nairas", "฿": "baht", "₿": "bitcoins",
    "CHF": "Swiss francs", "CNY": "yuan", "PLN": "zlotys", "SEK": "Swedish kronor",
    "NOK": "Norwegian kroner", "DKK": "Danish kroner", "CZK": "Czech korunas", "HUF": "forints",
    "A$": "Australian dollars", "AU$": "Australian dollars", "AUD": "Australian dollars",
    "C$": "Canadian dollars", "CA$": "Canadian dollars", "CAD": "Canadian dollars",
    "NZ$": "New Zealand dollars", "HK$": "Hong Kong dollars", "R$": "reais", "BRL": "reais",
}  # fmt: skip
_PER = {
    "kg": "kilogram", "g": "gram", "lb": "pound", "km": "kilometer", "mi": "mile", "m": "meter", "l": "liter",
    "h": "hour", "hr": "hour", "min": "minute", "s": "second", "GB": "gigabyte", "kWh": "kilowatt hour",
    "mo": "month", "yr": "year", "m²": "square meter", "m2": "square meter",
}  # fmt: skip


def _any_of(words: list[str]) -> str:
    """The longest first; letters end and begin words."""
    signs = sorted(words, key=len, reverse=True)
    return "|".join(rf"{re.escape(w)}(?![A-Za-z])" if w[-1].isalpha() else re.escape(w) for w in signs)


_SIGNS = _any_of([*_READ_BY_THE_VOICE, *_SPELLED, *_NAMED])
_IS_LARGE = re.compile(r"\s?(?:hundred|thousand|million|billion|trillion)")
_SIZE = r"(?:\s?(?P<size>(?i:bn|mn|mio|tn|[kmbt]))(?![A-Za-z]))?"
_RATE = r"(?P<rate>/[A-Za-z]+[²2]?(?![\w/]))?"
_FIRST = (
    rf"(?P<minus>(?<![\w.,])-)?(?P<sign>(?<![A-Za-z])(?:{_SIGNS}))\s?(?P<minus2>-)?"
    rf"(?P<amount>{AMOUNT}){_SIZE}{_RATE}(?![A-Za-z\d])"
)
_LAST = (
    rf"(?P<minus>(?<![\w.,)])-)?(?<![\w$€£¥])(?<!\d[.,])(?P<minus2>)"
    rf"(?P<amount>{AMOUNT}){_SIZE}\s?(?P<sign>{_SIGNS})(?![\d.,]*\d){_RATE}"
)


def _money(found: re.Match[str]) -> str:
    """As the voice reads money, with the sign first; in words where the voice would lose the currency."""
    sign = _SPELLED.get(found["sign"], found["sign"])
    amount = from_nought(found["amount"])
    if not found["size"] and not _IS_LARGE.match(found.string, found.end()):
        amount = _whole_cents(amount, sign)
    size = f" {MAGNITUDES[found['size'].lower()]}" if found["size"] else ""
    minus = "minus " if found["minus"] or found["minus2"] else ""
    rate = _rate(found["rate"])
    decimals = amount.rpartition(".")[2] if "." in amount else ""
    if sign in _READ_BY_THE_VOICE and (size or len(decimals) <= 2):
        return f"{minus}{sign}{amount}{size}{rate}"
    name = (_READ_BY_THE_VOICE | _NAMED)[sign]
    return f"{minus}{amount}{size} {_one(name) if amount == '1' and not size else name}{rate}"


def _whole_cents(amount: str, sign: str) -> str:
    """ "29.9" is twenty-nine ninety. "1.234" euros are a thousand, while fuel may cost $3.459."""
    if re.fullmatch(r"\d+\.\d|\d{1,3}(?:,\d{3})+\.\d", amount) and sign in _READ_BY_THE_VOICE:
        return f"{amount}0"
    if sign not in ("$", "£") and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", amount):
        return amount.replace(".", "")
    return amount


def _rate(written: str | None) -> str:
    if not written:
        return ""
    unit = written[1:]
    return f" per {_PER.get(unit, unit)}"


def _one(name: str) -> str:
    return name.removesuffix("s")


def from_nought(amount: str) -> str:
    """ ".5" with the nought that it leaves out."""
    return f"0{amount}" if amount.startswith(".") else amount


def _range(found: re.Match[str]) -> str:
    return f"{found['low']} to {found['high']}"


RULES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        rf"(?P<low>(?:{_SIGNS})\s?{NUMBER}[A-Za-z]{{0,2}})\s?[-–—]\s?(?P<high>(?:{_SIGNS})\s?\d)",
        _range,
    ),
    (_LAST, _money),
    (_FIRST, _money),
)
"""In this order: a range first, while both its amounts have their signs."""
