"""The walls of the house: imports point down, rooms stand in no circle, and each library has its floor."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import vortex_gui

PACKAGE = Path(vortex_gui.__file__).parent
QT = {"PySide6", "shiboken6", "qasync", "pyqtgraph"}
TORCH = {"torch", "diffusers", "transformers", "accelerate", "bitsandbytes", "safetensors", "onnxruntime"}
TORCH |= {"hibari_tts", "kokoro", "av"}
RAY = {"ray"}
MAY_IMPORT = {
    "base": set[str](),
    "wire": {"base"},
    "checkpoints": {"base"},
    "models": {"base", "checkpoints"},
    "pipeline": {"base", "wire", "checkpoints", "models"},
    "engine": {"base", "wire", "checkpoints"},
    "console": {"base", "wire", "checkpoints", "engine"},
    "serve": {"base", "wire", "checkpoints", "engine"},
    "commands": {"base", "wire", "checkpoints", "models", "pipeline", "engine", "console", "serve"},
    "measure": {
        "base",
        "wire",
        "checkpoints",
        "models",
        "pipeline",
        "engine",
        "console",
        "commands",
        "serve",
    },
}
"""What lies below each floor; a floor may always import itself."""
LIBRARIES_REFUSED = {
    "base": QT | TORCH | RAY,
    "wire": QT | TORCH | RAY,
    "checkpoints": QT | TORCH | RAY,
    "models": QT | RAY,
    "pipeline": QT | RAY,
    "engine": QT | TORCH | RAY,
    "console": TORCH - {"av"} | RAY,
    "serve": QT | TORCH,
    "commands": RAY,
    "measure": RAY,
}
RAYS_OWN = "serve.ray_site.cluster"
"""The one module that imports Ray: in an agent's process, and only where it is asked to."""
OPEN_TO_FEATURES = {"state", "look", "parts"}
WIRING = {"app", "session"}
"""Files that stand in `console/` itself and put it together."""


@cache
def modules() -> Mapping[str, Path]:
    """Every module of the package by its dotted name below `vortex_gui`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] not in MAY_IMPORT:
            continue
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imported(source: str, *, with_functions: bool = True, for_types: bool = True) -> frozenset[str]:
    """Full names of what a source imports, with those inside functions and type checkers' blocks if asked."""
    return frozenset(_imported(source, with_functions, for_types))


def _imported(source: str, with_functions: bool, for_types: bool) -> Iterator[str]:
    waiting: list[ast.AST] = list(ast.parse(source).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        if (is_function and not with_functions) or (is_for_types and not for_types):
            continue
        waiting.extend(ast.iter_child_nodes(node))


@cache
def ours(module: str, *, for_types: bool = True) -> frozenset[str]:
    """Which modules of the package a module imports, wherever the import stands."""
    names = imported(modules()[module].read_text(encoding="utf-8"), for_types=for_types)
    inside = {name.removeprefix("vortex_gui.") for name in names if name.startswith("vortex_gui.")}
    return frozenset((inside & modules().keys()) - {module})


def room(module: str) -> str:
    """The folder that a module stands in."""
    return ".".join(modules()[module].relative_to(PACKAGE).parent.parts)


def floor_faults(module: str, names: Iterable[str]) -> list[str]:
    """Imports of a module that do not point down."""
    floor = module.split(".")[0]
    return [name for name in names if name.split(".")[0] not in MAY_IMPORT[floor] | {floor}]


def feature_faults(module: str, names: Iterable[str]) -> list[str]:
    """Imports of a console module that reach into another feature, or out of a shared room into one."""
    parts = module.split(".")
    if parts[0] != "console" or len(parts) == 1 or parts[1] in WIRING | {"shell"}:
        return []
    nothing = set[str]()
    shared = {"control": {"state", "look"}, "state": nothing, "look": nothing, "parts": {"state", "look"}}
    here = shared.get(parts[1], OPEN_TO_FEATURES) | {parts[1]}
    return [name for name in names if name.startswith("console.") and name.split(".")[1] not in here]


def facts_faults(module: str, names: Iterable[str]) -> list[str]:
    """Imports of a fact that are another part of the engine."""
    if not module.startswith("engine.facts."):
        return []
    return [name for name in names if name.startswith("engine.") and not name.startswith("engine.facts")]


def circle(arrows: Mapping[str, Iterable[str]]) -> list[str]:
    """One circle of the arrows, or nothing."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


MODULES = sorted(modules())


@pytest.mark.parametrize("faults", [floor_faults, feature_faults, facts_faults])
def test_imports_point_down(faults: Callable[[str, Iterable[str]], list[str]]) -> None:
    found = {module: faults(module, ours(module)) for module in MODULES}
    assert {module: names for module, names in found.items() if names} == {}


def test_each_library_stays_on_its_floor() -> None:
    libraries = {
        module: {name.split(".")[0] for name in imported(modules()[module].read_text(encoding="utf-8"))}
        for module in MODULES
    }
    refused = {module: found & LIBRARIES_REFUSED[module.split(".")[0]] for module, found in libraries.items()}
    assert {module: found for module, found in refused.items() if found} == {}


def test_ray_is_imported_by_one_module_alone() -> None:
    users = {
        module
        for module in MODULES
        for name in imported(modules()[module].read_text(encoding="utf-8"))
        if name.split(".")[0] in RAY
    }
    assert users == {RAYS_OWN}
    importers = {module for module in MODULES if RAYS_OWN in ours(module)}
    assert importers == {"serve.ray_site.run"}
    eager = imported(modules()["serve.ray_site.run"].read_text(encoding="utf-8"), with_functions=False)
    assert f"vortex_gui.{RAYS_OWN}" not in eager


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports inside functions count: they hide a circle, they do not open it."""
    assert circle({module: ours(module, for_types=False) for module in MODULES}) == []


def test_no_rooms_import_each_other_in_a_circle() -> None:
    arrows: dict[str, set[str]] = {}
    for module in MODULES:
        arrows.setdefault(room(module), set()).update(room(name) for name in ours(module))
    assert circle({here: there - {here} for here, there in arrows.items()}) == []


def test_no_file_is_left_in_the_drawer() -> None:
    in_package = {path.stem for path in PACKAGE.glob("*.py")}
    assert in_package == {"__init__", "__main__"}
    assert {path.stem for path in (PACKAGE / "console").glob("*.py")} == WIRING | {"__init__"}


def nested_loops(source: str) -> set[str]:
    """What it calls or names that runs a Qt loop within the window's own."""
    nodes = list(ast.walk(ast.parse(source)))
    called = [node.func for node in nodes if isinstance(node, ast.Call)]
    calls = {function.attr for function in called if isinstance(function, ast.Attribute)}
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    refused = {"exec", "exec_", "processEvents", "getOpenFileName", "getSaveFileName"}
    return calls & refused | names & {"QMessageBox"}


def test_the_window_has_no_nested_loop() -> None:
    """A nested loop inside a coroutine strands tasks and crashes at the end: dialogs are opened."""
    console = [module for module in MODULES if module.startswith("console.")]
    found = {module: nested_loops(modules()[module].read_text(encoding="utf-8")) for module in console}
    assert {module: loops for module, loops in found.items() if loops} == {}


def lambdas_on_the_theme(source: str) -> bool:
    """Whether it connects what outlives its widget to the theme's notifier, which lives for ever."""
    return bool(re.search(r"notifier\(\)\.changed\.connect\(\s*(lambda|partial)", source))


def test_a_widget_hears_of_the_theme_no_longer_than_it_lives() -> None:
    """Qt lets go of a method with its object; a lambda is called on after it, with the object gone."""
    console = [module for module in MODULES if module.startswith("console.")]
    assert [
        name for name in console if lambdas_on_the_theme(modules()[name].read_text(encoding="utf-8"))
    ] == []
    assert lambdas_on_the_theme("theme.notifier().changed.connect(lambda: self.up())")
    assert not lambdas_on_the_theme("theme.notifier().changed.connect(self.up)")


def test_the_walls_see_what_breaks_them() -> None:
    """Each rule refuses the one line that it stands for."""
    assert floor_faults("engine.engine", ["console.session"]) == ["console.session"]
    assert floor_faults("base.recipe", ["wire.protocol"]) == ["wire.protocol"]
    assert feature_faults("console.slots.view", ["console.preview.view"]) == ["console.preview.view"]
    assert feature_faults("console.parts.fields", ["console.slots.view"]) == ["console.slots.view"]
    assert feature_faults("console.shell.docks.docks", ["console.slots.view"]) == []
    assert facts_faults("engine.facts.slots", ["engine.history.history"]) == ["engine.history.history"]
    assert circle({"a": ["b"], "b": ["c"], "c": ["a"]})
    assert nested_loops("dialog.exec()\nQMessageBox.question()") == {"exec", "QMessageBox"}
    hidden = "def late():\n    from vortex_gui.pipeline import vortex\n"
    assert "vortex_gui.pipeline.vortex" in imported(hidden)
    assert not imported(hidden, with_functions=False)
    for_types = "if TYPE_CHECKING:\n    import torch\n"
    assert not imported(for_types, for_types=False)
