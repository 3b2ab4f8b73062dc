"""Tags that an operator gives to slots: short plain texts, few to a slot."""

from __future__ import annotations

from collections.abc import Iterable

from vortex_gui.base.words.translation import tr

MOST_TAGS = 8
MOST_CHARACTERS = 32
BETWEEN = "\n"
"""Stands between tags where they are stored; no tag holds it."""


def tags_in(typed: str) -> tuple[str, ...]:
    """The tags of a line, parted by commas, each once. Raises `ValueError` with a sentence."""
    return checked(" ".join(part.split()) for part in typed.split(","))


def checked(tags: Iterable[str]) -> tuple[str, ...]:
    """These tags, each once and without empty ones. Raises `ValueError` with a sentence."""
    kept: dict[str, str] = {}
    for tag in filter(None, tags):
        if len(tag) > MOST_CHARACTERS:
            raise ValueError(tr("A tag has up to {most} characters.", most=MOST_CHARACTERS))
        if not tag.isprintable() or "," in tag:
            raise ValueError(tr("A tag holds a character that is no text."))
        kept.setdefault(tag.casefold(), tag)
    if len(kept) > MOST_TAGS:
        raise ValueError(tr("A slot has up to {most} tags.", most=MOST_TAGS))
    return tuple(kept.values())


def stored(tags: Iterable[str]) -> str:
    return BETWEEN.join(tags)


def read(found: object) -> tuple[str, ...]:
    """Tags as they are stored; those that only something else can have written are left out."""
    parts = found.split(BETWEEN) if isinstance(found, str) else []
    return tuple(tag for tag in parts if tag and tag.isprintable() and len(tag) <= MOST_CHARACTERS)[
        :MOST_TAGS
    ]
