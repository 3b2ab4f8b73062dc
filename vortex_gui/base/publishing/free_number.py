"""Which number a slot without one gets in an output folder."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from vortex_gui.base.recipe.recipe import MAX_SLOT_ID

_NUMBERED = re.compile(r"(?:\.part-)?slot-(\d{6})")


def next_free_number(output_dir: Path) -> int:
    """The number after the highest that the folder holds or somebody makes; the lowest gap after 999,999."""
    taken = set(_numbers(output_dir))
    following = max(taken, default=-1) + 1
    if following <= MAX_SLOT_ID:
        return following
    return next(number for number in range(MAX_SLOT_ID + 1) if number not in taken)


def _numbers(output_dir: Path) -> Iterator[int]:
    with contextlib.suppress(OSError), os.scandir(output_dir) as entries:
        for entry in entries:
            found = _NUMBERED.fullmatch(entry.name)
            if found:
                yield int(found[1])
