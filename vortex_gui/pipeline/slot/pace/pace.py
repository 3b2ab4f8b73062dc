"""What this machine's own slots taught the clock, kept across runs."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from vortex_gui.base.files.private_files import make_private_folder, write_private_text
from vortex_gui.base.files.small_json import read_small_json
from vortex_gui.base.files.text_file import TextFileError
from vortex_gui.base.pace.learned_clock import LearnedClock, Rates
from vortex_gui.base.report.report import StageTiming
from vortex_gui.base.stages import STAGES

MOST_S = 1e6
KEPT_OF_CARD = 12
"""Last signs of a card's UUID: enough to tell two cards apart."""
_NO_SIGN = re.compile(r"[^0-9A-Za-z]")


def pace_file(folder: Path, profile: str, threads: int, card: str) -> Path:
    """Where a worker keeps its pace: each share of the processor and each card has its own.

    `threads` is 0 for a worker with the whole processor, `card` empty for one that is bound to none.
    """
    share = f"-{threads}-threads" if threads else ""
    bound = f"-{_NO_SIGN.sub('', card)[-KEPT_OF_CARD:]}" if card else ""
    return folder / f"pace-{profile}{share}{bound}.json"


class Pace:
    """The clock and its file; a damaged file is replaced by a new one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.clock = LearnedClock()
        for rates in _read(path):
            self.clock.remember(rates)

    def learn(self, timings: tuple[StageTiming, ...]) -> None:
        """Takes in a slot that is over and keeps it; on a full disk it is known until the process ends."""
        if not timings:
            return
        self.clock.learn(timings)
        fresh = self._path.with_suffix(f".{os.getpid()}.new")  # a worker of equal share may write, too
        try:
            make_private_folder(self._path.parent)
            write_private_text(fresh, json.dumps(self.clock.slots))
            fresh.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                fresh.unlink()


def _read(path: Path) -> list[Rates]:
    try:
        found = read_small_json(path)
        slots = list(_by_slot(found)) if isinstance(found, dict) else found
        return [{stage: _rate(slot[stage]) for stage in STAGES if stage in slot} for slot in slots]
    except (TextFileError, ValueError, OverflowError, AttributeError, TypeError):
        return []


def _rate(found: Any) -> float:
    """Seconds for a unit of work. Raises `ValueError` for what no slot can have taught."""
    rate = float(found)
    if not 0 <= rate < MOST_S:
        raise ValueError(rate)
    return rate


def _by_slot(found: dict[str, Any]) -> Iterator[dict[str, float]]:
    """The file of an earlier version had a list for each stage."""
    for row in zip_longest(*(found.get(stage, []) for stage in STAGES)):
        yield {stage: rate for stage, rate in zip(STAGES, row, strict=True) if rate is not None}
