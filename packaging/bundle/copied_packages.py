"""Which installed packages the bundle copies whole, and where to; the specification and the script ask.

torch, transformers and diffusers import by name and read their own source files at run time, so no analysis
of imports finds all their files. The bundle copies them and their requirements as installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

WHOLE = ("torch", "transformers", "diffusers", "accelerate")
ANALYSED = {"numpy", "pillow", "setuptools"}
"""The packages above require these, but PyInstaller's own rules find them, or run time does not need them."""
LEFT_OUT = (
    "__pycache__",
    "torch/include", "torch/share", "torch/test", "torch/bin/*test*", "torch/bin/*Test", "torch/bin/protoc*",
    "torch/bin/*.ptl", "torch/bin/upgrader_models",
    "torch/lib/*.a", "torch/lib/*.lib", "torch/lib/*test*",
    "torch/_inductor/codegen/cutlass", "torch/testing/_internal/*test*",
    "sympy/*/tests", "sympy/*/*/tests", "networkx/tests", "networkx/*/tests", "networkx/*/*/tests",
    "accelerate/test_utils", "transformers/cli",
)  # fmt: skip


def required(names: Iterable[str]) -> list[str]:
    """The named distributions and all their requirements on this machine, without extras, sorted."""
    found: set[str] = set()
    waiting = [_plain(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found or name in ANALYSED:
            continue
        try:
            wishes = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # for another system, or for an extra
        found.add(name)
        waiting += [_plain(wish) for wish in wishes if "extra ==" not in wish]
    return sorted(found)


def copied(names: Iterable[str]) -> list[tuple[str, str]]:
    """(file, folder in the bundle) of every file of those distributions, as PyInstaller's `datas`."""
    pairs = []
    for name in names:
        for file in metadata.files(name) or []:
            path = Path(str(file.locate()))
            inside = Path(str(file))
            if inside.is_absolute() or ".." in inside.parts or not path.is_file() or _is_left_out(inside):
                continue
            pairs.append((str(path), str(inside.parent)))
    return pairs


def top_modules(names: Iterable[str]) -> list[str]:
    """The module names of those distributions."""
    tops = set()
    for name in names:
        for file in metadata.files(name) or []:
            parts = Path(str(file)).parts
            if parts[0].endswith(".py") or (len(parts) > 1 and parts[1] == "__init__.py"):
                tops.add(parts[0].removesuffix(".py"))
    return sorted(tops)


def _is_left_out(inside: Path) -> bool:
    places = [inside, *inside.parents]
    return any(place.match(pattern) or place.name == pattern for place in places for pattern in LEFT_OUT)


def _plain(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0].lower().replace("_", "-")
