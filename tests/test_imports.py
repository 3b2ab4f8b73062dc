"""Imports point one way: console → engine → protocol ← pipeline → models; and each library has its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import vortex_gui

PACKAGE = Path(vortex_gui.__file__).parent
QT = {"PySide6", "shiboken6", "qasync", "pyqtgraph"}
TORCH = {"torch", "diffusers", "transformers", "accelerate", "bitsandbytes", "safetensors", "onnxruntime"}
TORCH |= {"hibari_tts", "kokoro", "av"}
ROOMS = ("console", "engine", "pipeline", "models")
FORBIDDEN_ROOMS = {
    "console": {"pipeline", "models"},
    "engine": {"console", "pipeline", "models"},
    "pipeline": {"console", "engine"},
    "models": {"console", "engine", "pipeline"},
    "": {"console"},
}
FORBIDDEN_LIBRARIES = {
    "console": TORCH - {"av"},
    "engine": QT | TORCH,
    "pipeline": QT,
    "models": QT,
    "": QT | TORCH,
}
ALLOWED = {
    # The command line sends each command to its room, and imports it only then.
    ("cli.py", "console"),
}
MEASURING = ("bench",)
"""Measures every room in processes of its own, so it may import what it measures."""
PROBES = ("memory_probe.py",)
"""Runs alone in a process that bench starts; it is no part of the window."""
FILES = sorted(file for file in PACKAGE.rglob("*.py") if file.relative_to(PACKAGE).parts[0] not in MEASURING)
WINDOW = [file for file in FILES if file.parts[-2] == "console" and file.name not in PROBES]


def room_of(file: Path) -> str:
    first = file.relative_to(PACKAGE).parts[0]
    return first if first in ROOMS else ""


def imported(file: Path, *, at_top: bool) -> Iterator[str]:
    """Full names of modules that a file imports; `at_top` leaves out what functions import when called."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in _top(tree) if at_top else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _top(tree: ast.Module) -> Iterator[ast.AST]:
    """Statements that run at import, without the blocks for type checkers."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        waiting.extend(ast.iter_child_nodes(node))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_file_imports_only_from_below(file: Path) -> None:
    room = room_of(file)
    names = set(imported(file, at_top=room == ""))
    rooms = {name.split(".")[1] for name in names if name.startswith("vortex_gui.")}
    wrong = {other for other in rooms & FORBIDDEN_ROOMS[room] if (file.name, other) not in ALLOWED}
    assert not wrong
    assert not {name.split(".")[0] for name in names} & FORBIDDEN_LIBRARIES[room]


@pytest.mark.parametrize("file", WINDOW, ids=lambda file: file.name)
def test_the_window_has_no_nested_loop(file: Path) -> None:
    """A nested loop inside a coroutine strands tasks and crashes at the end: dialogs are opened."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & {"exec", "exec_", "processEvents", "getOpenFileName", "getSaveFileName"}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "QMessageBox" not in names


def test_the_wall_stands_where_it_says() -> None:
    """The check itself sees an import that goes the wrong way."""
    assert room_of(PACKAGE / "engine" / "engine.py") == "engine"
    assert "vortex_gui.engine.engine" in set(imported(PACKAGE / "console" / "session.py", at_top=False))
    assert "qasync" in set(imported(PACKAGE / "console" / "app.py", at_top=False))
    assert "qasync" not in set(imported(PACKAGE / "console" / "app.py", at_top=True))
