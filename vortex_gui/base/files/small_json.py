"""Small JSON files that the program keeps for itself; by the time they are read they may hold anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vortex_gui.base.files.text_file import TextFileError, read_text_file
from vortex_gui.base.words.translation import tr

MAX_BYTES = 4_000_000


def read_small_json(path: Path) -> Any:
    """Its plain data. Raises `TextFileError` alone, also for a folder, a pipe, or lists nested too deeply."""
    text = read_text_file(path, MAX_BYTES)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise TextFileError(tr("not readable JSON")) from None
