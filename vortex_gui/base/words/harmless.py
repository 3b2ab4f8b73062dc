"""Takes out of a stranger's words what a terminal or a line of text would act on."""

from __future__ import annotations

from typing import Any


def harmless(text: str, *, kept: str = "") -> str:
    """Escapes, control characters and marks that turn the writing round are spaces, but for those in `kept`.

    Without `kept` the text is one line.
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter in kept else " " for letter in text)


def harmless_data(found: Any, *, kept: str = "") -> Any:
    """The same in each text of plain data, names of mappings included; other values stay."""
    match found:
        case str():
            return harmless(found, kept=kept)
        case dict():
            return {harmless_data(key, kept=kept): harmless_data(found[key], kept=kept) for key in found}
        case list():
            return [harmless_data(entry, kept=kept) for entry in found]
    return found
