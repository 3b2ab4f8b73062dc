"""A painter that declares its words has the others marked; one that declares none has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.mini.captions import vocabulary
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.profile import RoleSpec, load_profile
from vortex_gui.base.recipe.recipe import load_recipe
from vortex_gui.checkpoints.vocabulary import (
    MANIFEST,
    UnknownWord,
    declared_words,
    manifest_of,
    unknown_words,
)

KNOWN = frozenset({"old", "man", "purple", "suit", "smiling"})


def spec(folder: Path) -> RoleSpec:
    return RoleSpec(checkpoint=str(folder), precision="fp32")


def test_the_shipped_painter_declares_the_words_of_its_grammar() -> None:
    declared = declared_words(manifest_of(load_profile("mini").roles["flux"]))
    assert declared == set(vocabulary())


@pytest.mark.parametrize("path", sorted((RESOURCES / "recipes").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_recipes_ask_in_known_words(path: Path) -> None:
    known = declared_words(manifest_of(load_profile("mini").roles["flux"]))
    assert unknown_words(load_recipe(path).visual_track.prompt, known) == ()


def test_unknown_words_come_with_place_and_the_nearest_known_one() -> None:
    assert unknown_words("Purpel suit, 3 smiling", KNOWN) == (
        UnknownWord(0, "Purpel", "purple"),
        UnknownWord(13, "3", None),
    )


@pytest.mark.parametrize("text", ["", "  ,.", "OLD man, purple_suit", "smiling"])
def test_known_words_in_any_letters_are_no_matter(text: str) -> None:
    assert unknown_words(text, KNOWN) == ()


def test_a_word_unlike_all_others_has_no_nearest() -> None:
    assert [found.nearest for found in unknown_words("office größe 😀 окно", KNOWN)] == [None, None, None]


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"words": 7}', '{"words": {"a": 1}}', "{", '"words"', "[" * 5000]
)
def test_a_manifest_without_words_marks_nothing(tmp_path: Path, manifest: str) -> None:
    (tmp_path / MANIFEST).write_text(manifest, "utf-8")
    assert declared_words(manifest_of(spec(tmp_path))) == frozenset()
    assert unknown_words("anything at all", frozenset()) == ()


def test_what_is_no_word_is_left_out(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"words": ["Red", 7, null]}', "utf-8")
    assert declared_words(manifest_of(spec(tmp_path))) == {"red"}


def test_no_folder_no_words(tmp_path: Path) -> None:
    assert declared_words(manifest_of(spec(tmp_path))) == frozenset()
    assert declared_words(manifest_of(spec(tmp_path / "none"))) == frozenset()
