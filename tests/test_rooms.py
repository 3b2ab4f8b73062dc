"""Tests mirror the rooms: a test beside its place names each module; each folder of tests is a room."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

import pytest

import vortex_gui
from tests.paths import ROOT
from tests.test_imports import imported

PACKAGE = Path(vortex_gui.__file__).parent
TESTS = ROOT / "tests"
NAMED_ELSEWHERE: Mapping[str, str] = {
    "vortex_gui.__main__": "a door alone: the tests of every command go through it",
}
"""Modules that a test of another room names, and why none of their own does."""
OTHER_HOUSES: Mapping[str, str] = {
    "project": "the repository itself: its pages, packages and workflows",
    "tools": "the folder `tools` beside the package",
}
"""Folders of tests that mirror no room of the package, and what they test instead."""
CODE = re.compile(
    r"\bfrom +(?P<module>vortex_gui[\w.]*) +import +(?P<names>[\w ,]+)|\bimport +(?P<whole>[\w., ]+)"
)


@cache
def modules() -> Mapping[str, Path]:
    """The package's modules by their full names, but for the files that only make a folder a package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "__init__.py":
            found[".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)] = path
    return found


@cache
def files_of_tests() -> tuple[Path, ...]:
    return tuple(TESTS.rglob("test_*.py"))


@cache
def naming() -> Mapping[str, frozenset[Path]]:
    """Which tests name a module."""
    found = defaultdict[str, set[Path]](set)
    for path in files_of_tests():
        for module in named(path.read_text(encoding="utf-8")):
            found[module].add(path)
    return {module: frozenset(paths) for module, paths in found.items()}


def named(source: str) -> set[str]:
    """Every dotted name that a test imports, runs with `-m`, or imports in code that it gives a child."""
    return {*imported(source), *run_as_modules(source), *imported_in_texts(source)}


@lru_cache(1)
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Kept for the next question about the same source."""
    return tuple(ast.walk(ast.parse(source)))


def run_as_modules(source: str) -> Iterator[str]:
    """Modules run with `-m`; of the package itself the command that is named next, too."""
    for node in nodes(source):
        if not isinstance(node, ast.List | ast.Tuple | ast.Call):
            continue
        parts = node.args if isinstance(node, ast.Call) else node.elts
        words = [part.value if isinstance(part, ast.Constant) else None for part in parts]
        for flag, module, command in zip(words, words[1:], [*words[2:], None], strict=False):
            if flag != "-m" or not isinstance(module, str):
                continue
            yield module
            if module == "vortex_gui":
                yield from ("vortex_gui.__main__", "vortex_gui.commands.line")
                yield from (f"vortex_gui.commands.{command!s}", f"vortex_gui.commands.{command!s}.command")


def imported_in_texts(source: str) -> Iterator[str]:
    """Modules that the code inside a text imports: what a test gives to a process of its own."""
    for node in nodes(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for line in CODE.finditer(node.value):
                if line["module"]:
                    yield line["module"]
                    yield from (f"{line['module']}.{name.strip()}" for name in line["names"].split(","))
                else:
                    yield from (name.strip() for name in line["whole"].split(","))


def room_of_tests(module: str) -> Path:
    """Where the tests of a module stand."""
    return TESTS / modules()[module].relative_to(PACKAGE).parent


def naming_or_named(module: str) -> frozenset[Path]:
    """The tests that name it, and the one that bears its name: it may ask a fixture for the part."""
    its_own = room_of_tests(module) / f"test_{modules()[module].name}"
    return naming().get(module, frozenset()) | ({its_own} & {*files_of_tests()})


def test_each_module_is_named_by_a_test_of_its_room() -> None:
    homes = {module: room_of_tests(module) for module in modules().keys() - NAMED_ELSEWHERE.keys()}
    lonely = {
        module: str(room.relative_to(ROOT))
        for module, room in homes.items()
        if not any(path.parent == room for path in naming_or_named(module))
    }
    assert lonely == {}, "no test_*.py of the room names the module"


@pytest.mark.parametrize("module", NAMED_ELSEWHERE)
def test_an_exception_is_named_by_tests_of_other_rooms_alone(module: str) -> None:
    rooms = {path.parent for path in naming_or_named(module)}
    assert rooms
    assert room_of_tests(module) not in rooms, "it has a test of its own now; take it off NAMED_ELSEWHERE"


def test_the_exceptions_are_modules_that_are_there() -> None:
    assert modules().keys() >= NAMED_ELSEWHERE.keys()


def test_each_folder_of_tests_mirrors_a_room() -> None:
    folders = {path.parent.relative_to(TESTS) for path in files_of_tests()}
    homeless = [str(folder) for folder in folders if not (PACKAGE / folder).is_dir()]
    assert [folder for folder in homeless if Path(folder).parts[0] not in OTHER_HOUSES] == []


def test_every_folder_of_tests_is_a_package_so_that_two_files_may_have_one_name() -> None:
    folders = {path.parent for path in files_of_tests()}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import vortex_gui.base.log.logs", "vortex_gui.base.log.logs"),
        ("from vortex_gui.base.log import logs", "vortex_gui.base.log.logs"),
        ("from vortex_gui.base.log.logs import redact", "vortex_gui.base.log.logs"),
        ("def late():\n    from vortex_gui.base.log import logs", "vortex_gui.base.log.logs"),
        ('run([python, "-m", "vortex_gui.measure.soak.console"])', "vortex_gui.measure.soak.console"),
        ('run(python, "-m", "vortex_gui", *words)', "vortex_gui.commands.line"),
        ('COMMAND = [python, "-m", "vortex_gui", "generate"]', "vortex_gui.commands.generate"),
        ('COMMAND = [python, "-m", "vortex_gui", "doctor"]', "vortex_gui.commands.doctor.command"),
        ('CODE = "import sys; from vortex_gui.base.log import log_line, logs"', "vortex_gui.base.log.logs"),
        ('CODE = "import sys, vortex_gui.base.log.logs"', "vortex_gui.base.log.logs"),
    ],
)
def test_every_form_of_naming_is_seen(source: str, name: str) -> None:
    assert name in named(source)


@pytest.mark.parametrize(
    "source",
    ["x = 'vortex_gui.base.log.logs'", "# import vortex_gui.base.log.logs", "import vortex_gui.base"],
)
def test_a_mention_is_no_naming(source: str) -> None:
    assert "vortex_gui.base.log.logs" not in named(source)
