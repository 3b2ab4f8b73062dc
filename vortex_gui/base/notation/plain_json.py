"""Plain JSON, read as strictly as RFC 8259 has it: no double keys, no NaN, no endless numbers."""

from __future__ import annotations

import json
from typing import Any

from vortex_gui.base.notation.plain_yaml import MAX_CHARS, MAX_DIGITS, PlainTextError
from vortex_gui.base.words.translation import mark, tr

_PROBLEMS = (
    ("Expecting property name", mark("a name in double quotes is missing")),
    ("Expecting ':'", mark('a ":" is missing')),
    ("Expecting ','", mark("a comma or a closing bracket is missing")),
    ("Expecting value", mark("a value is missing")),
    ("Illegal trailing comma", mark("a comma stands before a closing bracket")),
    ("Extra data", mark("more stands after the end")),
    ("Unterminated string", mark("a quote is not closed")),
    ("Invalid control character", mark("a text runs over the end of its line; write \\n for a line end")),
    ("Invalid \\", mark("a backslash begins no known character")),
)
"""The beginning of the library's message, and a sentence for the operator."""

JsonObject = dict[str, Any]
"""An object of a JSON text; its values have no types until a reader checks them."""


def load_json(text: str) -> Any:
    """Plain data of JSON. Raises `PlainTextError`."""
    if len(text) > MAX_CHARS:
        raise PlainTextError(tr("over {limit} KB; a page of text is enough", limit=MAX_CHARS // 1024))
    try:
        return json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_real,
        )
    except json.JSONDecodeError as error:
        reason = tr("line {line}: {reason}", line=error.lineno, reason=_reason(error))
        raise PlainTextError(reason) from None
    except RecursionError:
        raise PlainTextError(tr("nested too deeply")) from None


def looks_like_json(text: str) -> bool:
    """Whether a text of unknown kind is read as JSON first."""
    return text.lstrip()[:1] in ("{", "[")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise PlainTextError(tr('the key "{key}" stands twice', key=key))
        found[key] = value
    return found


def _refuse_constant(word: str) -> Any:
    raise PlainTextError(tr("{word} is not a number that JSON knows", word=word))


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise PlainTextError(
            tr("a number has {count} digits; up to {most} are allowed", count=len(digits), most=MAX_DIGITS)
        )
    return int(digits)


def _real(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise PlainTextError(tr("{number} is larger than a number can be", number=digits[:40]))
    return value


def _reason(error: json.JSONDecodeError) -> str:
    said = error.msg
    return next((tr(words) for found, words in _PROBLEMS if said.startswith(found)), said)
