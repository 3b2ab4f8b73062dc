"""One word a thing: a slot is queued, running or finished; the same action has the same name everywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.project.test_translation import FILES, called, calls, named

OTHER_WORDS = {
    r"\bwaiting\b(?! for)": "queued",
    r"\bin the making\b|\bis being made\b": "Generating slot N",
    r"\bslots are over\b|\b\d+ over\b": "finished",
    r"\bRegenerate\b": "Retry",
    r"\bLook again\b": "Check again",
    r"\bShipped values\b": "Restore defaults",
    r"\bleft out while\b": "skipped",
    r"\bseconds of life\b": "Seconds without a crash",
    r"\bIt was at slot\b": "It was generating slot N",
    r"\bis using the data folder\b": "holds the data folder",
    r"\bGave up slot\b": "Slot N missed its deadline",
    r"\b(slot|Slot) \{\w+:0": "Slot 2, without leading zeros",
}
"""A wording that names a thing by another word than the rest of the window, and the word that it has."""


@cache
def sentences() -> tuple[tuple[str, str], ...]:
    """(file, sentence) of all that an operator reads."""
    return tuple(_sentences())


def _sentences() -> Iterator[tuple[str, str]]:
    for path in FILES:
        for call in calls(path):
            if called(call) in ("tr", "mark") and call.args:
                text = call.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield named(path), text.value


def test_there_are_sentences_to_look_at() -> None:
    assert len(sentences()) > 1000


@pytest.mark.parametrize("other", OTHER_WORDS)
def test_every_sentence_has_the_windows_own_word(other: str) -> None:
    found = [where for where in sentences() if re.search(other, where[1], re.IGNORECASE)]
    assert found == [], f"say: {OTHER_WORDS[other]}"
