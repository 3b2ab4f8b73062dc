"""Prints the list of what a bundle carries, with licences, as a Markdown table: licences.py > FILE.

The list is what is installed here and required by the project, followed through all requirements. Shared
libraries inside the wheels, which have licences of their own, follow below it.
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
    """Prints both tables."""
    print("| package | version | licence |\n|---|---|---|")
    for name in required(PROJECT):
        print(f"| {name} | {metadata.version(name)} | {licence(name)} |")
    print("\n| library inside a wheel | carried by |\n|---|---|")
    for library, package in native_libraries(required(PROJECT)):
        print(f"| {library} | {package} |")
    return 0


def required(project: str) -> list[str]:
    """The distributions that the project needs on this machine, without extras and without itself."""
    found: set[str] = set()
    waiting = _wishes(project)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            wishes = _wishes(name)
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


def _wishes(name: str) -> list[str]:
    wishes = metadata.requires(name) or []
    names = (re.split(r"[^A-Za-z0-9._-]", wish, maxsplit=1)[0] for wish in wishes if "extra ==" not in wish)
    return [re.sub(r"[-_.]+", "-", name).lower() for name in names]


if __name__ == "__main__":
    sys.exit(main())
