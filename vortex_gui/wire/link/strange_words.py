"""What another machine writes is shown on this one: its messages lose what a terminal would act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.words.harmless import harmless_data
from vortex_gui.wire.protocol import Command

_ORDERS = frozenset(get_args(Command))
"""A recipe and a path in them are not for showing, and stay to the letter."""
_IN_LINES: Mapping[type[Any], str] = {LogLine: "\n\t"}
"""A record may hold a trace."""
_DATA = "report_json"
"""A slot's report, kept to the letter; `read_report` cleans what it reads."""


def harmless_fields(kind: type[Any], fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a message of this kind, as they came over the link."""
    if kind in _ORDERS:
        return fields
    told = harmless_data(fields, kept=_IN_LINES.get(kind, ""))
    return {**told, _DATA: fields[_DATA]} if _DATA in fields else told
