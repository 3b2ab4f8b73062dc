"""ARCHITECTURE.md is true: it names every room with its sentence and no other, and files stay short."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.paths import ROOT
from tools import rooms

PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "vortex_gui"
HOUSES = (PACKAGE, ROOT / "tools")
MAX_FILES = 15
MAX_LINES = 350


def drawn() -> dict[str, str]:
    """The sentence of each room in the page's tree, by its path."""
    tree = PAGE[PAGE.index(rooms.BEGIN) : PAGE.index(rooms.END)]
    found: dict[str, str] = {}
    path: list[str] = []
    for indent, name, sentence in re.findall(r"^( +)(\w+)/ +(\S.*)$", tree, re.MULTILINE):
        path[len(indent) // 2 - 1 :] = [name]
        found["/".join(path)] = sentence
    return found


def folders() -> set[str]:
    """Every folder below the package that holds a module of its own or of a room inside."""
    with_code = {
        folder
        for path in PACKAGE.rglob("*.py")
        for folder in path.relative_to(PACKAGE).parents
        if folder != Path()
    }
    return {folder.as_posix() for folder in with_code}


def test_every_room_is_drawn_and_no_other() -> None:
    assert set(drawn()) == folders()


@pytest.mark.parametrize("room", sorted(folders()))
def test_room_is_drawn_with_the_first_sentence_of_its_docstring(room: str) -> None:
    source = (PACKAGE / room / "__init__.py").read_text(encoding="utf-8")
    opening = re.match(r'"""(.+?)"""', source, re.DOTALL)
    assert opening, "a room says in its docstring what it is for"
    sentence = drawn()[room]
    assert sentence.endswith(".")
    assert " ".join(opening[1].split()).startswith(sentence)


def test_page_holds_the_tree_that_the_tool_prints() -> None:
    assert rooms.with_tree(PAGE) == PAGE, "run python -m tools.rooms --write"


def test_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        rooms.with_tree("# Architecture\n")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two.", "One."),
        ("On two\nlines; still one.\n\nMore.", "On two lines; still one."),
        ("Of version 1.2 alone.", "Of version 1.2 alone."),
    ],
)
def test_first_sentence_ends_at_its_stop(text: str, sentence: str) -> None:
    assert rooms.first_sentence(text) == sentence


def files(house: Path) -> list[Path]:
    """Every module below the package or below `tools`."""
    return sorted(house.rglob("*.py"))


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)
def test_no_room_is_a_drawer(house: Path) -> None:
    own = Counter(path.parent for path in files(house) if path.name != "__init__.py")
    too_full = {room.relative_to(ROOT).as_posix(): count for room, count in own.items() if count > MAX_FILES}
    assert not too_full


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)
def test_no_file_is_longer_than_one_job_takes(house: Path) -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(house)
    }
    too_long = {name: lines for name, lines in lengths.items() if lines > MAX_LINES}
    assert not too_long
