"""Runs one command: the console by default, or a headless one; bad input is exit code 2."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.files.disk import FULL
from vortex_gui.base.files.standing import why
from vortex_gui.base.log.logs import quiet_python_warnings
from vortex_gui.base.process.address_limit import address_limit, lift_it
from vortex_gui.base.process.exit_codes import BAD_INPUT, DONE, FAILED
from vortex_gui.base.words.translation import tr, use_catalogue_of_environment
from vortex_gui.base.words.wording import joined
from vortex_gui.commands.arguments.parser import parser
from vortex_gui.commands.streams import give_up, open_missing_streams, quiet_when_nobody_reads

REFUSED = frozenset(
    (errno.EACCES, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EPERM, errno.EROFS)
)
"""Errors of paths that the operator can repair; a trace would not help him."""
UNMAPPED = "failed to map segment"
"""What the loader of shared libraries says where it gets no memory."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0 done, 1 failed, 2 bad input."""
    open_missing_streams()
    use_catalogue_of_environment()
    quiet_python_warnings()
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["worker"]:
        return _call("vortex_gui.pipeline.worker.entry", "main")(words[1:])
    if words[:1] == ["program-output"]:
        return _call("vortex_gui.console.program.playout.entry", "main")(words[1:])
    arguments = parser().parse_args(words)
    if sys.flags.optimize > 1:
        _say(tr("Python runs without docstrings, which a library reads: unset PYTHONOPTIMIZE, or drop -OO."))
        return BAD_INPUT
    try:
        with quiet_when_nobody_reads():
            return _call(*arguments.home)(arguments)
        return DONE
    except InputError as error:
        _say(*error.faults)
        return BAD_INPUT
    except VortexError as error:
        _say(str(error))
        return FAILED
    except OSError as error:
        if error.errno in FULL:
            return _disk_full(error)
        if error.errno not in REFUSED or error.filename is None:
            raise
        _say(tr("{path} cannot be used ({why}).", path=error.filename, why=why(error)))
        return FAILED
    except MemoryError:
        return _out_of_memory()
    except ImportError as error:
        if UNMAPPED not in str(error):
            raise
        return _out_of_memory()
    except KeyboardInterrupt:
        _say(tr("Stopped."))
        return FAILED


def _say(*lines: str) -> None:
    """On stderr; one that goes to a full disk, or to nobody, does not change how the command ends."""
    try:
        print(*lines, sep="\n", file=sys.stderr, flush=True)
    except OSError:
        give_up(2)


def _disk_full(error: OSError) -> int:
    """Of a file that a command wrote, or of stdout."""
    where = error.filename or tr("the output")
    told = tr("{where} cannot be written ({why}). Free some space.", where=where, why=error.strerror)
    _say(told[:1].upper() + told[1:])
    give_up(1)
    return FAILED


def _out_of_memory() -> int:
    """Outside of a slot: of a slot, its result tells."""
    limit = address_limit()
    helps = tr("Close other programs.") if limit is None else lift_it()
    _say(joined(tr("Memory ran out."), helps))
    return FAILED


def _call(module: str, function: str) -> Callable[..., int]:
    """A command's function, imported on demand: the console never pays for torch."""
    found: Callable[..., int] = getattr(import_module(module), function)
    return found
