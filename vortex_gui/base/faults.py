"""Turns pydantic's findings into one plain sentence a fault: its path, what stands there, what is allowed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

MAX_SHOWN = 60
MAX_FAULTS = 50

_TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a section",
    "model_type": "a section with fields",
    "path_type": "a path",
}
_BOUNDS = {
    "greater_than": ("gt", "more than {0} is allowed"),
    "greater_than_equal": ("ge", "{0} or more is allowed"),
    "less_than": ("lt", "less than {0} is allowed"),
    "less_than_equal": ("le", "up to {0} is allowed"),
    "string_too_short": ("min_length", "at least {0} characters are needed"),
    "string_too_long": ("max_length", "up to {0} characters are allowed"),
    "too_short": ("min_length", "at least {0} entries are needed"),
    "too_long": ("max_length", "up to {0} entries are allowed"),
}


def sentences(error: ValidationError) -> list[str]:
    """One sentence for each fault, in the order of the data; past `MAX_FAULTS` only how many more."""
    found = error.errors(include_url=False)
    told = list(dict.fromkeys(_sentence(detail) for detail in found[:MAX_FAULTS]))
    more = len(found) - MAX_FAULTS
    return [*told, f"{more} more faults."] if more > 0 else told


def _sentence(detail: ErrorDetails) -> str:
    path = ".".join(str(part) for part in detail["loc"] if not _is_branch(part)) or "recipe"
    return f"{_plain(path)}: {_fault(detail)}."


def _fault(detail: ErrorDetails) -> str:
    kind, found, context = detail["type"], shown(detail.get("input")), detail.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown key; it is not allowed here"
    if kind == "missing":
        return "missing; it is needed"
    if kind in _TYPES:
        return f"{found} is not {_TYPES[kind]}"
    if kind in _BOUNDS:
        name, allowed = _BOUNDS[kind]
        return f"{found} is out of range; {allowed.format(number(context[name]))}"
    if kind in ("literal_error", "enum"):
        return f"{found} is not known; allowed is {context['expected']}"
    if kind == "value_error":
        return str(context["error"])
    return f"{found} is not usable ({detail['msg']})"


def _is_branch(part: object) -> bool:
    """Pydantic adds the name of a union's branch to the path; the operator never wrote it."""
    return isinstance(part, str) and ("[" in part or part in ("int", "float", "str", "constrained-int"))


def shown(value: object) -> str:
    """A value as the operator wrote it: `true`, `1.5`, `'many'`, `nothing`, `[1, 2]`."""
    match value:
        case None:
            return "nothing"
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
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value) if abs(value) < 10**MAX_SHOWN else f"a number of {len(str(abs(value)))} digits"


def _plain(text: str) -> str:
    """Without control characters and line breaks, so that one fault stays one line."""
    return "".join(c if c.isprintable() else "�" for c in text)[:400]
