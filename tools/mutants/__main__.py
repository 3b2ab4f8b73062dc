"""`make mutants`: each file's share of killed mutants, and its survivors; 1 below nine tenths of all."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence

from tools.mutants.rooms import ROOMS
from tools.mutants.trial import prepare, score_room

LEAST_SHARE = 0.9


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("only", nargs="*", help="parts of paths; without any, all files")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants tried at a time")
    wishes = parser.parse_args(arguments)
    rooms = [room for room in ROOMS if not wishes.only or any(part in room.path for part in wishes.only)]
    killed = survived = 0
    with tempfile.TemporaryDirectory() as compiled:
        prepare(compiled)
        for room in rooms:
            began = time.monotonic()
            score = score_room(room, wishes.jobs)
            killed, survived = killed + score.killed, survived + len(score.survivors)
            seconds = f"{time.monotonic() - began:6.0f} s"
            print(_line(room.path, score.killed, len(score.survivors)), seconds, flush=True)
            for mutant in score.survivors:
                number = f"{mutant.line:>8}"
                print(f"{number}: {mutant.before}\n{' ' * len(number)}  {mutant.after}", flush=True)
    print(_line("all", killed, survived))
    return int(killed < LEAST_SHARE * (killed + survived))


def _line(name: str, killed: int, survived: int) -> str:
    share = killed / max(1, killed + survived)
    return f"{name:<44}{killed:>5} killed {survived:>4} survived {share:>7.1%}"


if __name__ == "__main__":
    sys.exit(main())
