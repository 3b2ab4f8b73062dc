"""Who this console is to other machines: they keep its finished folders under this name."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import Path

from vortex_gui.base.files.own_files import read_plain
from vortex_gui.base.files.private_files import make_private_folder, replace_private_text

FILE_NAME = "console-id"
IDENTITY = re.compile(r"[0-9a-f]{32}")
"""It becomes a folder's name on the other machine."""
MAX_BYTES = 100


def console_identity(data_dir: Path, part: str = "") -> str:
    """Made at first use, then the same for good; each `part` of the program has one of its own.

    Raises `OSError` when it cannot be kept.
    """
    file = data_dir / FILE_NAME
    try:
        found = read_plain(file, MAX_BYTES).decode("ascii", "replace").strip()
    except FileNotFoundError:
        found = ""
    if not IDENTITY.fullmatch(found):
        found = secrets.token_hex(16)
        make_private_folder(data_dir)
        replace_private_text(file, f"{found}\n")
    return hashlib.sha256(f"{found} {part}".encode()).hexdigest()[:32] if part else found
