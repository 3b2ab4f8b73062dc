"""The words that a painter was trained on, where its checkpoint declares them, and those it does not know."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from vortex_gui.base.files.small_json import read_small_json
from vortex_gui.base.files.text_file import TextFileError
from vortex_gui.base.profile import RoleSpec
from vortex_gui.checkpoints.places import named_folder

MANIFEST = "actor.json"
WORD = re.compile(r"[^\W_]+")
LIKENESS = 0.7
"""`difflib`'s ratio from which on a known word is offered: one wrong letter in a word of four gives 0.75."""


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that the painter does not know; `start` counts characters, `nearest` is one it knows."""

    start: int
    word: str
    nearest: str | None


def declared_words(manifest: object) -> frozenset[str]:
    """The words that an `actor.json` declares, in lower case; none where it declares none."""
    words = manifest.get("words") if isinstance(manifest, dict) else None
    if not isinstance(words, list):
        return frozenset()
    return frozenset(word.lower() for word in words if isinstance(word, str))


def manifest_of(spec: RoleSpec) -> object:
    """What the `actor.json` of the checkpoint's folder holds; `None` where none can be read.

    The public checkpoints know any word, so only folders are looked at, never the hub's cache.
    """
    folder = named_folder(spec.checkpoint)
    if folder is None:
        return None
    try:
        return read_small_json(folder / MANIFEST)
    except TextFileError:
        return None


def unknown_words(text: str, known: Collection[str]) -> tuple[UnknownWord, ...]:
    """The words of a prompt that are not known, in the order of the text; none where nothing is declared."""
    if not known:
        return ()
    return tuple(
        UnknownWord(found.start(), found.group(), _nearest(found.group().lower(), known))
        for found in WORD.finditer(text)
        if found.group().lower() not in known
    )


def _nearest(word: str, known: Collection[str]) -> str | None:
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=LIKENESS)), None)
