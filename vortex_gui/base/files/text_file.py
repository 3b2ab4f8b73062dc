"""Small text files of the operator's: read with a bound, and written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

from vortex_gui.base.files.standing import missing, not_a_file, why
from vortex_gui.base.words.translation import tr


class TextFileError(Exception):
    """The file is not a readable text; `str()` says why, to follow its path."""


def read_text_file(path: Path, max_bytes: int) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises `TextFileError`."""
    try:
        if fault := not_a_file(path.stat().st_mode):
            raise TextFileError(fault)
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise TextFileError(missing(path)) from None
    except (OSError, ValueError) as error:
        raise TextFileError(why(error)) from None
    if len(content) > max_bytes:
        raise TextFileError(tr("over {limit} KB", limit=max_bytes // 1024))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TextFileError(tr("not a text file in UTF-8")) from None


def write_text_file(path: Path, text: str) -> None:
    """Replaces a file's content at once: writes beside it, then renames. Raises `OSError`.

    Follows a link: its target changes and the link stays. Mode and owner stay too. What is no file stays as
    it is: a device that a link leads to would go.
    """
    before = _status(path)
    if before is not None and (fault := not_a_file(before.st_mode)):
        raise OSError(errno.EINVAL, fault, str(path))
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if before is None else 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            _take_after(fresh, before)
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _status(path: Path) -> os.stat_result | None:
    """Of what a path leads to; `None` where there is nothing yet."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OSError(errno.EINVAL, why(error), str(path)) from None


def _take_after(fresh: Path, before: os.stat_result) -> None:
    """Mode and owner of the file before; another owner needs rights that only root has."""
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(fresh, before.st_uid, before.st_gid)
    fresh.chmod(stat.S_IMODE(before.st_mode))
