"""Plain JSON, read as strictly as RFC 8259 has it: no double keys, no NaN, no endless numbers."""

from __future__ import annotations

import json
from typing import Any

from vortex_gui.base.plain_yaml import MAX_CHARS, MAX_DIGITS, PlainTextError

JsonObject = dict[str, Any]
"""An object of a JSON text: its values have no types until somebody reads them."""


def load_json(text: str) -> Any:
    """Plain data of JSON. Raises `PlainTextError`."""
    if len(text) > MAX_CHARS:
        raise PlainTextError(f"over {MAX_CHARS // 1024} KB; a page of text is enough")
    try:
        return json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_real,
        )
    except json.JSONDecodeError as error:
        raise PlainTextError(f"line {error.lineno}: {_reason(error)}") from None
    except RecursionError:
        raise PlainTextError("nested too deeply") from None


def looks_like_json(text: str) -> bool:
    """Whether a text of unknown kind is read as JSON first."""
    return text.lstrip()[:1] in ("{", "[")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise PlainTextError(f'the key "{key}" stands twice')
        found[key] = value
    return found


def _refuse_constant(word: str) -> Any:
    raise PlainTextError(f"{word} is not a number that JSON knows")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise PlainTextError(f"a number has {len(digits)} digits; up to {MAX_DIGITS} are allowed")
    return int(digits)


def _real(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise PlainTextError(f"{digits[:40]} is larger than a number can be")
    return value


def _reason(error: json.JSONDecodeError) -> str:
    said = error.msg
    for found, words in (
        ("Expecting property name", "a name in double quotes is missing"),
        ("Expecting ':'", 'a ":" is missing'),
        ("Expecting ','", "a comma or a closing bracket is missing"),
        ("Expecting value", "a value is missing"),
        ("Illegal trailing comma", "a comma stands before a closing bracket"),
        ("Extra data", "more stands after the end"),
        ("Unterminated string", "a quote is not closed"),
        ("Invalid control character", "a text runs over the end of its line; write \\n for a line end"),
        ("Invalid \\", "a backslash begins no known character"),
    ):
        if said.startswith(found):
            return words
    return said
