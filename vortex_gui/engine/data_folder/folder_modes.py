"""The data folder is its owner's alone: it holds scripts, and who can lock it can stop the console."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from vortex_gui.base.files.private_files import HAS_MODES, take_from_others
from vortex_gui.base.files.standing import why
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import Notice, Severity

OURS = (
    *(
        "history*",
        "console.lock",
        "unwritten.ends",
        "flight*.ring",
        "metrics.token",
        "window.ini",
        "memory.ini",
    ),
    *("output-drive.json", "hashes.json", "pace-*.json", "table.ini", "logs", "logs/*"),
    *("slot-memory", "slot-memory/*", "shift-log", "shift-log/*", "rundown.yaml"),
    *("recordings", "recordings/*", "prepared", "prepared/*", "profiles", "profiles/*"),
    *("machines.json", "console-id", "serve", "needs-*.json"),
)
"""What the program writes there; the folder may hold other things."""
NAMED = 3


def mend_modes(folder: Path) -> Notice | None:
    """Takes the folder and our files in it from other users; says so when they had rights.

    A folder that all users share, such as `/tmp`, keeps its mode; its owner's rights are not ours to change.
    """
    if not HAS_MODES:
        return None
    try:
        if folder.stat().st_mode & stat.S_ISVTX:
            return _shared(folder, tr("all users share it"))
        opened = [path.name for path in _ours(folder.resolve()) if take_from_others(path)]
    except OSError as error:
        return _shared(folder, why(error))
    if not opened:
        return None
    names = ", ".join(opened[:NAMED]) + (" …" if len(opened) > NAMED else "")
    text = tr("Other users of this machine had rights to the data folder ({names}).", names=names)
    remedy = tr("The console took those rights away. If others know the metrics token, delete its file.")
    return Notice(Severity.WARNING, "folder-modes", text, remedy)


def _ours(folder: Path) -> Iterator[Path]:
    """The folder first: from then on nobody else reaches the files."""
    yield folder
    for pattern in OURS:
        yield from sorted(folder.glob(pattern))


def _shared(folder: Path, reason: str) -> Notice:
    text = tr(
        "Other users of this machine have rights to the data folder {folder}, and the console cannot take "
        "them away ({reason}).",
        folder=folder,
        reason=reason,
    )
    return Notice(
        Severity.WARNING, "folder-modes", text, tr("Choose a data folder of your own in the settings.")
    )
