"""Collects every sentence that an operator reads, and writes a pseudo-language that is longer and accented.

    python -m tools.translations FOLDER

writes FOLDER/vortex.ts, which Qt Linguist opens, and FOLDER/pseudo.json, which the program shows with
VORTEX_CATALOGUE=FOLDER/pseudo.json: a sentence that stays plain is one that the extractor does not find.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import PySide6

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "vortex_gui"
LUPDATE = Path(PySide6.__file__).parent / "lupdate"
ACCENTS = str.maketrans("aceinouyACEINOUY", "åçéïñöüýÅÇÉÏÑÖÜÝ")
KEPT = re.compile(r"(\{[^}]*\}|<[^>]*>|&\w+;|%\w|\n)")
"""What a translation must hold unchanged: names in braces, tags, entities, line ends."""
LONGER = 0.3
"""How much longer other languages run than English, as a share."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the files go")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    found = sentences(extract(folder / "vortex.ts"))
    write_catalogue(folder / "pseudo.json", found)
    print(f"{len(found)} sentences")
    return 0


def extract(ts_file: Path) -> Path:
    """Lets `lupdate` read the whole package into `ts_file`; raises `CalledProcessError`."""
    sources = [str(path) for path in sorted(PACKAGE.rglob("*.py"))]
    command = [
        str(LUPDATE),
        "-silent",
        "-tr-function-alias",
        "QT_TR_NOOP+=mark",
        *sources,
        "-ts",
        str(ts_file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return ts_file


def sentences(ts_file: Path) -> tuple[str, ...]:
    """The English sentences of a `.ts` file, each once, sorted."""
    sources = ElementTree.parse(ts_file).getroot().iter("source")
    return tuple(sorted({source.text for source in sources if source.text}))


def write_catalogue(path: Path, found: tuple[str, ...]) -> None:
    """The pseudo-language of these sentences as a catalogue."""
    catalogue = {sentence: pseudo(sentence) for sentence in found}
    path.write_text(json.dumps(catalogue, ensure_ascii=False, indent=1), encoding="utf-8")


def pseudo(sentence: str) -> str:
    """The sentence accented and longer, between brackets; names in braces and tags stay."""
    parts = KEPT.split(sentence)
    accented = "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in parts)
    return f"⟦{accented}{'·' * round(len(sentence) * LONGER)}⟧"


if __name__ == "__main__":
    sys.exit(main())
