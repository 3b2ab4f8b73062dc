"""What stands at a path that the operator named, and why no file or folder can be read or written there."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from vortex_gui.base.words.translation import mark, tr

_KINDS = (
    (stat.S_ISREG, mark("a file")),
    (stat.S_ISDIR, mark("a folder")),
    (stat.S_ISFIFO, mark("a pipe")),
    (stat.S_ISSOCK, mark("a socket")),
)
_DEVICE = mark("a device")
_LEADS_NOWHERE = mark("a link that leads to nothing")
_REASONS: Mapping[int, str] = {
    errno.ELOOP: mark("a link that leads back to itself"),
    errno.ENAMETOOLONG: mark("its name is too long"),
    errno.ENOTDIR: mark("a file stands where its path needs a folder"),
    errno.EACCES: mark("permission denied"),
    errno.EPERM: mark("permission denied"),
}
"""Where the system's own words are no help: it counts levels of links, for example."""


def why(error: BaseException) -> str:
    """Why the system refused a path, in words that follow it; what it says itself where that is clear."""
    if isinstance(error, ValueError):  # a NUL, or half of a surrogate pair
        return tr("it holds a character that no path can have")
    known = _REASONS.get(getattr(error, "errno", None) or 0)
    return tr(known) if known else getattr(error, "strerror", None) or str(error)


def kind_of(mode: int) -> str:
    """What a mode of `stat` tells of: a file, a folder, a pipe …"""
    return tr(next((word for fits, word in _KINDS if fits(mode)), _DEVICE))


def not_a_file(mode: int) -> str:
    """Why what has this mode serves as no file; empty for a file."""
    return "" if stat.S_ISREG(mode) else tr("{kind}; a file is needed", kind=kind_of(mode))


def seen(path: Path) -> os.stat_result | None:
    """What a path leads to; `None` where there is nothing, or nothing that may be looked at."""
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


def is_file(path: Path) -> bool:
    """Whether a file is seen there. `Path.is_file` raises where nobody may look."""
    found = seen(path)
    return found is not None and stat.S_ISREG(found.st_mode)


def is_folder(path: Path) -> bool:
    """Whether a folder is seen there. `Path.is_dir` raises where nobody may look."""
    found = seen(path)
    return found is not None and stat.S_ISDIR(found.st_mode)


def missing(path: Path) -> str:
    """Why nothing was found at a path."""
    return tr(_LEADS_NOWHERE) if path.is_symlink() else tr("no such file")


def unfit_file(path: Path) -> str:
    """Why a path names no file, followed through links; empty for a file, and where nothing is yet."""
    try:
        return not_a_file(path.stat().st_mode)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        return why(error)


def unwritable_file(path: Path) -> str:
    """Why no file can be written at a path, through a link too; empty where one can.

    A folder that is missing is no hindrance: whoever writes makes it.
    """
    if fault := unfit_file(path):
        return fault
    folder = Path(os.path.realpath(path)).parent
    return unusable_folder(folder)


def unusable_folder(folder: Path) -> str:
    """Why a folder can be neither used nor made; empty where it can."""
    absolute = folder.absolute()
    for place in (absolute, *absolute.parents):
        try:
            mode = place.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            if place.is_symlink():
                return _about(place, absolute, tr(_LEADS_NOWHERE))
            continue
        except (OSError, ValueError) as error:
            return _about(place, absolute, why(error))
        if not stat.S_ISDIR(mode):
            return _about(place, absolute, tr("{kind}; a folder is needed", kind=kind_of(mode)))
        return "" if _may_write(place) else _about(place, absolute, tr("permission denied"))
    return ""


def _about(place: Path, named: Path, fault: str) -> str:
    """Names the place where it is another one than the operator named."""
    return fault if place == named else tr("{path}: {fault}", path=place, fault=fault)


def _may_write(folder: Path) -> bool:
    """By the rights that count when it writes: a program may have given up some of its user's."""
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)
