"""Prints the list of what a bundle carries, with licences, as a Markdown table: licences.py > FILE.

The list is what is installed here and required by the project, followed through all requirements. What only
the CUDA build of torch brings has a table of its own. Shared libraries inside the wheels, which have licences
of their own, follow below.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

PROJECT = "vortex-console"
MAX_CHARS = 110
"""Some packages put a whole page of text where the licence's name belongs."""


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
    """One table, a row a package."""
    print(f"| {title} | version | licence |\n|---|---|---|")
    for name in names:
        print(f"| {name} | {metadata.version(name)} | {licence(name)} |")


def required(project: str, *, cuda: bool = True) -> list[str]:
    """The distributions that the project needs and that are installed here, without its extras and itself.

    `cuda` includes what torch asks for on Linux alone: its CUDA build brings NVIDIA's libraries there.
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
            continue  # meant for another system
        found.add(name)
        waiting += wishes
    return sorted(found)


def licence(name: str) -> str:
    """The licence by the distribution's own words, or by its classifiers."""
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
    """What a distribution asks for by itself and by these of its extras: names, each with its own extras."""
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
