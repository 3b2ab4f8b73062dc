"""The one way of a sentence to the operator: looked up in the chosen catalogue, then filled with its values.

Sentences stand whole and literal in `tr("…")`, so that Qt's `lupdate` finds each of them; names in braces are
filled in after the look-up. English is the source and needs no catalogue.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

CATALOGUE_VARIABLE = "VORTEX_CATALOGUE"
"""Environment variable with the path of a catalogue; workers inherit it from the console."""

Catalogue = Mapping[str, str]
"""English sentence → its translation, with the same names in braces."""

_log = logging.getLogger(__name__)
_catalogue: Catalogue = {}


def tr(text: str, /, **values: object) -> str:
    """The sentence in the operator's language, with `{name}` replaced by its value; from any thread."""
    return _filled(_catalogue.get(text, text), text, values) if values else _catalogue.get(text, text)


def mark(text: str) -> str:
    """The text as it is: marks a sentence of a table, which `tr` translates when it is shown."""
    return text


def use_catalogue(catalogue: Catalogue) -> None:
    """From now on sentences are looked up there; an empty one is English. Before any other thread starts."""
    global _catalogue
    _catalogue = dict(catalogue)


def use_catalogue_of_environment() -> None:
    """Takes the catalogue that `VORTEX_CATALOGUE` names; an unreadable one is logged and leaves English."""
    named = os.environ.get(CATALOGUE_VARIABLE)
    if not named:
        return
    try:
        use_catalogue(read_catalogue(Path(named)))
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("The catalogue %s cannot be read (%s); the language is English.", named, error)


def read_catalogue(path: Path) -> Catalogue:
    """A catalogue from its JSON file; raises `OSError`, `ValueError` or `RecursionError`."""
    if not path.is_file():  # a pipe would never end
        raise ValueError("it is no file")
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ValueError("it is no JSON object of sentences")
    return found


def _filled(translated: str, text: str, values: Mapping[str, object]) -> str:
    """A translation whose names do not fit the sentence's falls back to English."""
    try:
        return translated.format_map(values)
    except (LookupError, ValueError, AttributeError, TypeError):
        return text.format_map(values)
