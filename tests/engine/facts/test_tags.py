"""Tags are short plain texts, few to a slot, each once; what is wrong is told in a sentence."""

from __future__ import annotations

import pytest

from vortex_gui.engine.facts.tags import MOST_CHARACTERS, MOST_TAGS, checked, read, stored, tags_in


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", ()),
        (" , ,", ()),
        ("late", ("late",)),
        ("late,  two   words , Late, late", ("late", "two words")),
        ("für Anna, 2", ("für Anna", "2")),
    ],
)
def test_line_is_parted_by_commas(typed: str, tags: tuple[str, ...]) -> None:
    assert tags_in(typed) == tags


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("x" * (MOST_CHARACTERS + 1), f"A tag has up to {MOST_CHARACTERS} characters."),
        (",".join(map(str, range(MOST_TAGS + 1))), f"A slot has up to {MOST_TAGS} tags."),
        ("a\x07b", "A tag holds a character that is no text."),
    ],
)
def test_faults_are_sentences(typed: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        tags_in(typed)


def test_what_is_stored_is_read_again_and_other_things_are_left_out() -> None:
    tags = ("late", "two words")
    assert read(stored(tags)) == tags
    assert read("") == read(None) == ()
    assert read("ok\n" + "x" * 99 + "\n\x07") == ("ok",)
    assert len(read("\n".join("abcdefghijkl"))) == MOST_TAGS
    with pytest.raises(ValueError, match="no text"):
        checked(["a,b"])
