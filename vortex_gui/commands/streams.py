"""The standard streams: open even when the caller closed them, and quiet when a reader leaves early."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


def open_missing_streams() -> None:
    """Gives each closed standard stream the null device, so that no file of ours gets its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        with suppress(OSError):
            os.fstat(number)
            continue
        null = os.open(os.devnull, os.O_RDONLY if number == 0 else os.O_WRONLY)
        if null != number:
            os.dup2(null, number)
            os.close(null)
        setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))


@contextmanager
def quiet_when_nobody_reads() -> Iterator[None]:
    """Stops printing when the reader ends (`| head -1`); the command's work stays done."""
    try:
        yield
        _flush(sys.stdout)
    except BrokenPipeError:
        give_up(1)


def give_up(number: int) -> None:
    """Drops what stdout (1) or stderr (2) cannot take: the interpreter flushes once more at its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number)
    os.close(null)


def _flush(stream: TextIO | None) -> None:
    if stream is not None:
        stream.flush()
