"""Prints the package's rooms as a tree, each with the first sentence of its docstring.

    python -m tools.rooms [--write]

`--write` puts the tree between the two marks of ARCHITECTURE.md.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "vortex_gui"
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- rooms: python -m tools.rooms --write -->\n", "<!-- /rooms -->"
NAME_WIDTH = 20


def rooms() -> Iterator[tuple[Path, str]]:
    """(folder, first sentence of its docstring) of each room, a room before those inside it."""
    for path in sorted(PACKAGE.rglob("__init__.py"), key=lambda path: path.parent.parts):
        folder = path.parent.relative_to(PACKAGE)
        if folder.parts:
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            yield folder, first_sentence(text)


def first_sentence(text: str) -> str:
    """A docstring up to its first full stop, on one line."""
    return re.split(r"(?<=\.)\s", " ".join(text.split()), maxsplit=1)[0]


def tree() -> str:
    """The rooms, a line each."""
    lines = ["vortex_gui/"]
    for folder, sentence in rooms():
        name = f"{'  ' * len(folder.parts)}{folder.name}/"
        lines.append(f"{name:<{NAME_WIDTH}} {sentence}")
    return "\n".join(lines)


def with_tree(page: str) -> str:
    """The page with this tree between its marks; raises `ValueError` for a page without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE.name} lacks its marks {BEGIN.strip()} and {END}")
    return f"{before}{begin}```text\n{tree()}\n```\n{end}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.rooms", description="Prints the package's rooms.")
    parser.add_argument("--write", action="store_true", help="write the tree into ARCHITECTURE.md")
    if parser.parse_args().write:
        PAGE.write_text(with_tree(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(tree())
    return 0


if __name__ == "__main__":
    sys.exit(main())
