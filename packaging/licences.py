"""Prints the packages in a bundle with their licences, as a Markdown table: licences.py > FILE.

The list holds the project's installed requirements, and theirs. Packages that only the CUDA build of torch
brings have a table of their own. Shared libraries inside the wheels, with their own licences, follow below.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

PROJECT = "vortex-console"
MAX_CHARS = 110
"""Some packages put a page of text where the licence's name belongs."""


def main() -> int:
    """Prints the tables."""
    everything, small = required(PROJECT), required(PROJECT, cuda=False)
    print_packages("package", small)
    if only_cuda := [name for name in everything if name not in small]:
        print()
        print_packages("package of torch's CUDA build", only_cuda)
    print("\n| library inside a wheel | carried by |\n|---|---|")
    for library, package in native_libraries(everything):
        print(f"| {library} | {package} |")
    return 0


def print_packages(title: str, names: list[str]) -> None:
    """One table, a row for each package."""
    print(f"| {title} | version | licence |\n|---|---|---|")
    for name in names:
        print(f"| {name} | {metadata.version(name)} | {licence(name)} |")


def required(project: str, *, cuda: bool = True) -> list[str]:
    """The installed distributions that the project needs, without its extras and itself.

    `cuda` includes torch's requirements for Linux alone: its CUDA build brings NVIDIA's libraries there.
    """
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = _wishes(project, frozenset(), cuda)
    while waiting:
        wish = waiting.pop()
        if wish in seen:
            continue
        seen.add(wish)
        name, extras = wish
        try:
            wishes = _wishes(name, extras, cuda)
        except metadata.PackageNotFoundError:
            continue  # for another system
        found.add(name)
        waiting += wishes
    return sorted(found)


def licence(name: str) -> str:
    """The licence as the distribution states it, or by its classifiers."""
    about = metadata.metadata(name)
    told = [
        text for key in ("License-Expression", "License") for text in about.get_all(key) or [] if text.strip()
    ]
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    if told and len(told[0]) <= MAX_CHARS:
        return str(told[0])
    return ", ".join(classified) or "see its own files"


def native_libraries(names: list[str]) -> list[tuple[str, str]]:
    """Shared libraries that the wheels carry in their `.libs` folders, without hashes and versions."""
    found = set()
    for name in names:
        for file in metadata.files(name) or []:
            if Path(str(file)).parts[0].endswith(".libs"):
                found.add((re.split(r"[-.]", Path(str(file)).name)[0], name))
    return sorted(found)


def _wishes(name: str, extras: frozenset[str], cuda: bool) -> list[tuple[str, frozenset[str]]]:
    """The requirements of a distribution and of these extras: names, each with its own extras."""
    wishes = []
    for line in metadata.requires(name) or []:
        wanted, _, condition = line.partition(";")
        of_extras = set(re.findall(r"extra\s*==\s*['\"]([^'\"]+)", condition))
        of_one_system = name == "torch" and "platform_system" in condition
        if (not of_extras or of_extras & extras) and (cuda or not of_one_system):
            wishes.append(_name_and_extras(wanted))
    return wishes


def _name_and_extras(wanted: str) -> tuple[str, frozenset[str]]:
    found = re.match(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?", wanted)
    assert found is not None, wanted
    extras = frozenset(extra.strip() for extra in (found[2] or "").split(",") if extra.strip())
    return re.sub(r"[-_.]+", "-", found[1]).lower(), extras


if __name__ == "__main__":
    sys.exit(main())
