"""Values of a draft, which was kept in a file and may hold anything, as editors can show them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vortex_gui.base.notation.plain_yaml import PlainTextError, core_value

_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d+$)")
MOST = 1_000_000


def section_of(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A section of a draft; an empty one for anything else."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def number_of(value: object, default: float) -> float:
    """A number of a size that a slider can hold."""
    return float(value) if isinstance(value, int | float) and abs(value) < MOST else default


def text_of(value: object, default: str = "") -> str:
    """A text or a number as text; a list may be nested too deeply to be one."""
    return (f"{value}" if isinstance(value, str | int | float) else "") or default


def plain_number(written: str) -> object:
    """A number as YAML reads it, decimal commas too; anything else stays text, for the recipe's check."""
    try:
        return core_value(_DECIMAL_COMMA.sub(".", written))
    except PlainTextError:
        return written
