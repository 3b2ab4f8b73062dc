"""What the window remembers of itself, in INI files of the data folder that only their owner can read."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSettings

from vortex_gui.base.files.private_files import make_private_file, make_private_folder

MAX_FILE_BYTES = 4_000_000


def private_ini(file: Path) -> QSettings | None:
    """`None` for what is no such file: Qt would wait for a pipe, and read a file of any length."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return QSettings(str(file), QSettings.Format.IniFormat)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
        return None
    return QSettings(str(file), QSettings.Format.IniFormat)


def kept(ini: QSettings | None, name: str) -> object:
    """What the file has under a name; nothing where Qt or Python cannot read it."""
    try:
        return ini.value(name) if ini is not None else None
    except Exception:  # whatever a binding makes of bytes that no program wrote
        return None


def keep(ini: QSettings | None, values: Mapping[str, object]) -> None:
    """Writes values; nothing without a file."""
    if ini is None:
        return
    _make_private(Path(ini.fileName()))
    for name, value in values.items():
        ini.setValue(name, value)
    ini.sync()


def _make_private(file: Path) -> None:
    """Before it is written: Qt keeps a file's mode, and makes one that all can read."""
    with contextlib.suppress(OSError):
        make_private_folder(file.parent)
        make_private_file(file)
