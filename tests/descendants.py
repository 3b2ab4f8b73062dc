"""Which processes this one has started, with theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

KERNEL_LISTS_THEM = Path(f"/proc/self/task/{os.getpid()}/children").exists()


def descendants() -> set[int]:
    """Their numbers. psutil reads all processes of the machine; Linux keeps a list with each thread."""
    if not KERNEL_LISTS_THEM:
        return {child.pid for child in psutil.Process().children(recursive=True)}
    found = set[int]()
    waiting = [os.getpid()]
    while waiting:
        children = set(_children(waiting.pop())) - found
        found |= children
        waiting += children
    return found


def _children(pid: int) -> Iterator[int]:
    """None of a process that has just ended."""
    for thread in _threads(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            yield from map(int, (thread / "children").read_text().split())


def _threads(pid: int) -> list[Path]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return list(Path(f"/proc/{pid}/task").iterdir())
    return []
