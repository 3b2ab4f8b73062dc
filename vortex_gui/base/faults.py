"""Turns pydantic's findings into one plain sentence per fault: its path, the value, the allowed values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vortex_gui.base.words.translation import mark, tr

MAX_SHOWN = 60
MAX_FAULTS = 50
WRITABLE_BITS = 14_000

_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_REAL = ("float_type", "float_parsing")
_TYPES = {
    "string_type": mark("{found} is not a text"),
    **dict.fromkeys(("int_type", "int_from_float", "int_parsing"), mark("{found} is not a whole number")),
    **dict.fromkeys(_REAL, mark("{found} is not a number")),
    "finite_number": mark("{found} is not a finite number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), mark("{found} is not true or false")),
    **dict.fromkeys(("tuple_type", "list_type"), mark("{found} is not a list")),
    "dict_type": mark("{found} is not a section"),
    "model_type": mark("{found} is not a section with fields"),
    "path_type": mark("{found} is not a path"),
}
_BOUNDS = {
    "greater_than": ("gt", mark("{found} is out of range; more than {bound} is allowed")),
    "greater_than_equal": ("ge", mark("{found} is out of range; {bound} or more is allowed")),
    "less_than": ("lt", mark("{found} is out of range; less than {bound} is allowed")),
    "less_than_equal": ("le", mark("{found} is out of range; up to {bound} is allowed")),
    "multiple_of": ("multiple_of", mark("{found} is not possible; multiples of {bound} are allowed")),
    "string_too_short": (
        "min_length",
        mark("{found} is out of range; at least {bound} characters are needed"),
    ),
    "string_too_long": ("max_length", mark("{found} is out of range; up to {bound} characters are allowed")),
    "too_short": ("min_length", mark("{found} is out of range; at least {bound} entries are needed")),
    "too_long": ("max_length", mark("{found} is out of range; up to {bound} entries are allowed")),
}


def sentences(error: ValidationError) -> list[str]:
    """One sentence for each fault, in the order of the data; past `MAX_FAULTS` only their number."""
    found = list(_without_echoes(error.errors(include_url=False)))
    told = list(dict.fromkeys(_sentence(detail) for detail in found[:MAX_FAULTS]))
    more = len(found) - MAX_FAULTS
    if more <= 0:
        return told
    return [*told, tr("1 more fault.") if more == 1 else tr("{count} more faults.", count=more)]


def _without_echoes(found: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """A list whose entries are faulty is no list that is too short, too."""
    for detail in found:
        place = detail["loc"]
        inner = (other["loc"] for other in found if len(other["loc"]) > len(place))
        if detail["type"] != "too_short" or all(other[: len(place)] != place for other in inner):
            yield detail


def _sentence(detail: ErrorDetails) -> str:
    path = ".".join(str(part) for part in detail["loc"] if not _is_branch(part)) or "recipe"
    return f"{_plain(path)}: {_fault(detail)}."


def _fault(detail: ErrorDetails) -> str:
    kind, found, context = detail["type"], shown(detail.get("input")), detail.get("ctx", {})
    if kind == "extra_forbidden":
        if _is_behind_a_comma(detail):
            return tr("unknown key; in a number, write a decimal point (2.5) instead of a comma")
        return tr("unknown key; it is not allowed here")
    if kind == "missing":
        return tr("missing; it is needed")
    if kind in _REAL and _COMMA.fullmatch(str(detail.get("input")).strip()):
        return tr("{found} is not a number; write a decimal point instead of the comma", found=found)
    if kind in _TYPES:
        return tr(_TYPES[kind], found=_with_point(detail.get("input")) or found)
    if f"string_{kind}" in _BOUNDS and isinstance(detail.get("input"), str):
        kind = f"string_{kind}"  # pydantic counts entries where it checks a text before its length
    if kind in _BOUNDS:
        name, sentence = _BOUNDS[kind]
        return tr(sentence, found=found, bound=number(context[name]))
    if kind in ("literal_error", "enum"):
        return tr("{found} is not known; allowed is {allowed}", found=found, allowed=context["expected"])
    if kind == "value_error":
        return str(context["error"])
    return tr("{found} is not usable ({reason})", found=found, reason=detail["msg"])


def _is_behind_a_comma(detail: ErrorDetails) -> bool:
    """YAML reads `{duration_sec: 2,5}` as `{duration_sec: 2, 5: }`."""
    key = detail["loc"][-1]
    return detail.get("input") is None and isinstance(key, str) and key.isdecimal()


def _with_point(value: object) -> str:
    """A real number as such: "7 is not a whole number" would be wrong of 7.0. Empty for all else."""
    return repr(value) if isinstance(value, float) and math.isfinite(value) else ""


def _is_branch(part: object) -> bool:
    """Pydantic adds the name of a union's branch to the path; the operator never wrote it."""
    return isinstance(part, str) and ("[" in part or part in ("int", "float", "str", "constrained-int"))


def shown(value: object) -> str:
    """A value as the operator wrote it: `true`, `1.5`, `'many'`, `nothing`, `[1, 2]`."""
    match value:
        case None:
            return tr("nothing")
        case bool():
            return str(value).lower()
        case int() | float():
            return number(value)
        case Mapping() | list() | tuple():
            text = json.dumps(value, ensure_ascii=False, default=str)
        case _:
            text = repr(value)
    return _plain(text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…")


def number(value: float) -> str:
    """A number in full, whole ones without a point: 4294967295, 0.8."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if abs(value) < 10**MAX_SHOWN:
        return str(value)
    return tr("a number of {count} digits", count=_digits(value))


def _digits(value: int) -> int:
    """Decimal digits, of a very large number to one more or less: Python writes out no more than 4,300."""
    bits = abs(value).bit_length()
    return len(str(abs(value))) if bits < WRITABLE_BITS else int(bits * math.log10(2)) + 1


def _plain(text: str) -> str:
    """Without control characters and line breaks, so that one fault stays one line."""
    return "".join(c if c.isprintable() else "�" for c in text)[:400]
