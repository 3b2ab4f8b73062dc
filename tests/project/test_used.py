"""Nothing in the package is there for the tests alone: what a test names, the package or a tool uses too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from tests.paths import ROOT

WORD = re.compile(r"[A-Za-z]\w+")


def defined(source: str) -> set[str]:
    """Public functions, methods, classes and constants; a camelCase method overrides a library's."""
    found = set[str]()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name == name.lower():
                found.add(name)
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.Module(body=body):
                found |= {target.id for target in _assigned(body)}
    return {name for name in found if not name.startswith("_")}


def _assigned(body: Iterable[ast.stmt]) -> Iterator[ast.Name]:
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
                yield target


def used(source: str) -> set[str]:
    """Names that are read or called, and words of texts, which may name a thing; not those of docstrings."""
    found = set[str]()
    tree = ast.parse(source)
    comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                found.add(name)
            case ast.MatchClass(kwd_attrs=names):
                found.update(names)
            case ast.Constant(value=str(text)) if id(node) not in comments:
                found.update(WORD.findall(text))
    return found


@cache
def sources(folder: str) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob("*.py")))


def for_tests_alone(package: Iterable[str], tools: Iterable[str], tests: Iterable[str]) -> set[str]:
    """Names that the package defines, a test uses, and neither the package nor a tool does."""
    package = tuple(package)
    ours = set[str]().union(*map(defined, package))
    in_use = set[str]().union(*map(used, package), *map(used, tools))
    return (ours - in_use) & set[str]().union(*map(used, tests))


def test_no_part_of_the_package_serves_the_tests_alone() -> None:
    tools = (*sources("tools"), *sources("packaging"))
    assert sorted(for_tests_alone(sources("vortex_gui"), tools, sources("tests"))) == []


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ("def spare(): ...", {"spare"}),
        ("class A:\n    @property\n    def spare(self): ...\n", {"spare"}),
        ("spare = 1", {"spare"}),
        ("def other():\n    '''Unlike `spare`.'''\ndef spare(): ...", {"spare"}),
        ("def spare(): ...\nspare()", set()),
        ("class A:\n    def spare(self): ...\nA().spare", set()),
        ("def spare(): ...\nDOOR = {'spare': 1}", set()),
        ("def spareTime(): ...", set()),
        ("def _spare(): ...", set()),
    ],
)
def test_what_serves_the_tests_alone_is_seen(package: str, expected: set[str]) -> None:
    assert for_tests_alone([package], [], ["spare(), x.spare, _spare, spareTime"]) == expected


def test_what_a_tool_uses_has_its_use() -> None:
    assert for_tests_alone(["def spare(): ..."], ["spare()"], ["spare()"]) == set()
