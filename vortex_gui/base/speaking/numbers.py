"""Numbers, money, dates, times and units as an English voice reads them right."""

from __future__ import annotations

import re
from collections.abc import Callable

from vortex_gui.base.speaking import amounts
from vortex_gui.base.speaking.amounts import AMOUNT, MAGNITUDES, SPACES, from_nought

_GROUPED = rf"\d{{1,3}}(?:[.{SPACES}' ]\d{{3}}){{1,8}}"
"""Groups are at most eight, so that a text of digits alone takes no minutes."""
_NO_BREAK = SPACES.replace(" ", "")
_UNITS = {
    "km/h": "kilometers an hour", "kmh": "kilometers an hour", "kph": "kilometers an hour",
    "m/s": "meters a second", "m/s²": "meters a second squared", "m": "meters", "l": "liters",
    "L": "liters", "mL": "milliliters", "m²": "square meters", "m2": "square meters",
    "km²": "square kilometers", "km2": "square kilometers", "cm²": "square centimeters",
    "mm²": "square millimeters", "ft²": "square feet", "m³": "cubic meters", "m3": "cubic meters",
    "cm³": "cubic centimeters", "kg/m³": "kilograms a cubic meter", "W": "watts", "kW": "kilowatts",
    "V": "volts", "Hz": "hertz", "MB/s": "megabytes a second", "GB/s": "gigabytes a second",
    "Mbit/s": "megabits a second", "Gbit/s": "gigabits a second", "Pa": "pascals", "hPa": "hectopascals",
    "ha": "hectares", "h": "hours", "yrs": "years", "yr": "years", "kb": "kilobytes", "kcal": "kilocalories",
    "kJ": "kilojoules", "dB": "decibels", "rpm": "revolutions a minute", "psi": "pounds a square inch",
    "tbsp": "tablespoons", "tsp": "teaspoons", "px": "pixels",
    "l/100 km": "liters per 100 kilometers", "l/100km": "liters per 100 kilometers",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SPACED_UNITS = {"s": "seconds", "g": "grams", "d": "days"}
"""Only behind a space: "30s" are years, "5g" is a network."""
_PREFIXES = {"": "", "k": "kilo", "M": "mega"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SHORT_MONTHS = {name[:3]: name for name in _MONTHS if name != "May"} | {"Sept": "September"}
_PARTS = {
    "½": "a half", "1/2": "a half", "⅓": "a third", "1/3": "a third", "⅔": "two thirds",
    "2/3": "two thirds", "¼": "a quarter", "1/4": "a quarter", "¾": "three quarters",
    "3/4": "three quarters", "⅛": "an eighth", "1/8": "an eighth", "⅜": "three eighths",
    "3/8": "three eighths", "⅝": "five eighths", "5/8": "five eighths", "⅞": "seven eighths",
    "7/8": "seven eighths",
}  # fmt: skip
_SIGNS_BEFORE = {
    "~": "about", "≈": "about", "≤": "at most", "≥": "at least", "<": "less than", ">": "more than",
}  # fmt: skip
_RAISED_DIGITS = r"(?<=[A-Za-z)\d])(?![²³](?![⁰¹²³⁴-⁹]))([⁻⁺−]?)([⁰¹²³⁴-⁹]+)"
_UNEQUAL = r"(?<=\w) ?≠ ?(?=\w)"
_STROKE = r"(?<=[A-Za-z])/(?=[A-Za-z])"
_WITHOUT_DIGITS = (_RAISED_DIGITS, _UNEQUAL, _STROKE)
"""Looked for in any text. All other rules need a digit; compiling them takes 20 ms before the first paint."""
_DIGIT = re.compile(r"\d")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _decimal_comma(found: re.Match[str]) -> str:
    whole, digits = re.split(r",(?=\d+$)", found.group())
    return f"{re.sub(r'[^0-9]', '', whole)}.{digits}"


def _grouped(found: re.Match[str]) -> str:
    return re.sub(r"[^0-9]", "", found.group())


def _day_first(found: re.Match[str]) -> str:
    day, month, year = (int(part) for part in found.groups())
    return _date(day, month, year) or found.group()


def _day_or_month_first(found: re.Match[str]) -> str:
    first, second, year = (int(part) for part in found.groups())
    return _date(first, second, year) or _date(second, first, year) or found.group()


def _year_first(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups())
    return _date(day, month, year) or found.group()


def _date(day: int, month: int, year: int) -> str:
    """Empty where it is none; years of two digits are of this century."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{day} {_MONTHS[month - 1]} {year if year > 99 else 2000 + year}"


def _unit(found: re.Match[str]) -> str:
    amount = from_nought(found["amount"])
    name = (_UNITS | _SPACED_UNITS)[found["unit"]]
    return f"{amount} {_one(name) if amount == '1' else name}"


def _one(name: str) -> str:
    """ "square kilometers" as "square kilometer", "kilometers an hour" as "kilometer an hour"."""
    return (
        name.replace("feet", "foot")
        if "feet" in name
        else re.sub(r"(?<=[a-z]{2}[^sz])s\b", "", name, count=1)
    )


def _length_of_time(found: re.Match[str]) -> str:
    names = ("hour", "minute", "second")
    told = [
        f"{int(number)} {name}{'' if int(number) == 1 else 's'}"
        for number, name in zip(found.groups(), names, strict=True)
        if number
    ]
    return " ".join(told)


def _clock(found: re.Match[str]) -> str:
    hour, minute, half = found.groups()
    return f"{hour}:{minute} {half.lower()}m" if int(hour) <= 12 and int(minute) < 60 else found.group()


def _power(found: re.Match[str]) -> str:
    minus = "minus " if found[1] in ("⁻", "−") else ""
    return f" to the power of {minus}{found[2].translate(_RAISED)}"


_RULES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])", _day_first),
    (r"(?<![\d.,])(\d{2})\.(\d{2})\.(\d{2})(?!\.?\d)", _day_first),
    (r"(?<![\d.,/-])(\d{1,2})-(\d{1,2})-(\d{4})(?![\d-])", _day_or_month_first),
    (r"(?<![\d.,/-])(\d{4})/(\d{1,2})/(\d{1,2})(?![\d/])", _year_first),
    (r"(?<![\d.,:])(\d{1,2})\.(\d{2})\s?([AaPp])\.?[Mm]\b", _clock),
    (r"(?<![\w.,])(\d{1,3})\s?h\s?(?:(\d{1,2})\s?m(?:in)?)(?:\s?(\d{1,2})\s?s)?(?!\w)", _length_of_time),
    (r"(?<![\w.,])()(\d{1,3})m\s?(\d{1,2})s(?!\w)", _length_of_time),
    (rf"(?<![\d.,]){_GROUPED},\d{{1,2}}(?![\d,])", _decimal_comma),
    (r"(?<![\d.,])\d+,(?:\d{1,2}|\d{4,})(?![\d,]|\.\d)", _decimal_comma),
    (r"(?<![\d.,])0,\d+(?![\d,])", _decimal_comma),
    (
        r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,8}(?![\d,.]\d)"
        rf"|(?<![\d.,])\d{{1,3}}(?:[{_NO_BREAK}']\d{{3}}){{1,8}}(?![\d,])"
        r"|(?<![+\d.,])(?<!\d )\d{1,3}(?: \d{3}){2,8}(?![\d,]| \d)"
        r"|(?<![+\d.,])(?<!\d )[1-9]\d{0,2} 000(?![\d,]| \d)"
        r"|(?<![+\d.,])(?<!\d )[1-9]\d{0,2} \d{3}(?=\s?(?:(?:EUR|USD|GBP|CHF)\b|[€$£¥₹₽]))"
        r"|(?<=[€$£])[1-9]\d{0,2} \d{3}(?![\d,]| \d)",
        _grouped,
    ),
    *amounts.RULES,
    (
        rf"(?<![\w.,$€£])(?P<amount>{AMOUNT})\s?(?P<size>bn|mn|tn)(?!\w)",
        lambda found: f"{found['amount']} {MAGNITUDES[found['size']]}",
    ),
    (
        rf"(?<![\w.,/])(?P<amount>\d+)\s?(?P<part>[{''.join(p for p in _PARTS if len(p) == 1)}])(?!\w)"
        rf"|(?<![\w.,/])(?P<amount2>\d+) (?P<part2>{'|'.join(p for p in _PARTS if len(p) > 1)})(?![\w/])",
        lambda f: f"{f['amount'] or f['amount2']} and {_PARTS[f['part'] or f['part2']]}",
    ),
    (rf"(?<![\w.,])(?P<amount>{AMOUNT})\s?(?P<unit>{_UNIT})(?![\w/²³])", _unit),
    (rf"(?<![\w.,])(?P<amount>{AMOUNT})\s(?P<unit>[sgd])(?![\w/²³'.])", _unit),
    (r"(?<![\w/])24/7(?![\w/])", lambda _: "twenty-four seven"),
    (_RAISED_DIGITS, _power),
    (
        r"(?<![\w.,:/+-])0\d{2,}(?![\w:/-]|[.,]\d| ?\d)",
        lambda found: " ".join(found.group()),
    ),
    (
        rf"(?<!\S)(?<!\d )(?P<sign>[{''.join(_SIGNS_BEFORE)}])\s?(?=[€$£]?\.?\d)",
        lambda found: f"{_SIGNS_BEFORE[found['sign']]} ",
    ),
    (r"(?<=\d)\s?‰", lambda _: " per thousand"),
    (_UNEQUAL, lambda _: " is not "),
    (r"\b[Nn]os?\.\s?(?=\d)|№\s?(?=\d)", lambda _: "number "),
    (
        rf"\b({'|'.join(sorted(_SHORT_MONTHS, key=len, reverse=True))})\.\s?(?=\d)",
        lambda found: f"{_SHORT_MONTHS[found[1]]} ",
    ),
    (_STROKE, lambda _: " "),
)
_SILENT_RULES = (len(_RULES) - 1, len(_RULES) - 2)
"""No warning for a reading that everybody expects: a stroke between words, the whole name of a month."""


def with_plain_units(text: str) -> str:
    """The Greek letters of units in Latin, so that they are not taken for Greek words."""
    text = re.sub(r"(?<=\d)(\s?)μ(?=[A-Za-z]{1,2}(?!\w))", r"\1µ", text)
    return re.sub(r"(?<=\d)\s?([kM]?)[ΩΩ](?!\w)", lambda found: f" {_PREFIXES[found[1]]}ohms", text)


def numbers_read(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text by the rules in turn, and each piece that changed as first and last written."""
    changes: list[tuple[str, str]] = []
    for number, (pattern, rule) in enumerate(_RULES):
        if pattern not in _WITHOUT_DIGITS and not _DIGIT.search(text):
            continue

        def told(
            found: re.Match[str], rule: Callable[[re.Match[str]], str] = rule, number: int = number
        ) -> str:
            new = rule(found)
            if new != found.group() and number not in _SILENT_RULES:
                _note(changes, found.group(), new)
            return new

        text = re.sub(pattern, told, text)
    return text, [(old.strip(), new.strip()) for old, new in changes if old != new]


def _note(changes: list[tuple[str, str]], old: str, new: str) -> None:
    """A piece that an earlier rule wrote keeps the operator's spelling."""
    for place, (written, read) in enumerate(changes):
        if read in old:
            changes[place] = (old.replace(read, written), new)
            return
    changes.append((old, new))
