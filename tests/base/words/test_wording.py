"""No sentence runs into the next one, whoever wrote it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import vortex_gui
from vortex_gui.base.errors import VortexError
from vortex_gui.base.words.wording import ended, joined, named, own_words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Could not open file", "Could not open file."),
        ("It broke.", "It broke."),
        ("It broke. ", "It broke."),
        ("Why?", "Why?"),
        ("Loading …", "Loading …"),
        ('He said "no."', 'He said "no."'),
        ("It broke (badly)", "It broke (badly)."),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_text_ends_like_a_sentence(text: str, sentence: str) -> None:
    assert ended(text) == sentence


def test_sentences_stand_apart_and_empty_ones_leave_no_gap() -> None:
    assert joined("Could not open file", "", "Generate it again") == "Could not open file. Generate it again."
    assert str(VortexError("No room", remedy="Make some.")) == "No room. Make some."
    assert str(VortexError("a part of one")) == "a part of one"


def test_a_foreign_error_is_named_with_its_message_if_it_has_one() -> None:
    assert named(KeyError("x")) == "KeyError: 'x'."
    assert named(AssertionError()) == "AssertionError."
    assert named(ValueError("No.")) == "ValueError: No."


def glued(text: ast.JoinedStr) -> bool:
    """Whether a remedy follows other values in an f-string."""
    names = [ast.unparse(part.value) for part in text.values if isinstance(part, ast.FormattedValue)]
    return any(name.endswith("remedy") for name in names[1:])


def test_no_remedy_is_glued_to_a_sentence_that_may_lack_its_stop() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path in sorted(Path(vortex_gui.__file__).parent.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr) and glued(node) and r"\n" not in ast.unparse(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(24, "Too many open files"), "Too many open files"),
        (PermissionError(13, "Permission denied", "/x/a.json"), "/x/a.json: Permission denied"),
        (OSError("AF_UNIX path too long"), "AF_UNIX path too long"),
        (ValueError("its header is longer than the file"), "its header is longer than the file"),
        (EOFError(), "EOFError"),
    ],
)
def test_an_error_of_the_system_is_told_without_its_number(error: Exception, words: str) -> None:
    assert own_words(error) == words
