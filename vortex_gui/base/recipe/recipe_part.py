"""What all sections of a recipe are: frozen, strict, and of text that can be read."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from vortex_gui.base.words.translation import tr


def _without_unreadable(text: str) -> str:
    for character in text:
        if 0xD800 <= ord(character) <= 0xDFFF or (character < " " and character not in "\t\n\r"):
            raise ValueError(tr("holds a character that is no text (U+{code:04X})", code=ord(character)))
    return text


Text = Annotated[str, AfterValidator(_without_unreadable)]
"""Any text without control characters and halves of surrogate pairs."""


def named_file(path: str | None) -> str | None:
    """A path that is not there, or one that names something. Raises `ValueError`."""
    if path is not None and not path.strip():
        raise ValueError(tr("the path is empty; name a file"))
    return path


class RecipePart(BaseModel):
    """A section: frozen, and checked when it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
