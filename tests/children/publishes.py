"""Makes slots in an output folder under everything that goes wrong there; each case is a fork of its own.

Arguments: a case, an output folder, a seed, a number of rounds. Prints what it did; a traceback is a fault.

killed (at each call to the system in turn) · writers (several on one folder, some of them killed) ·
starting (two that publish while a third worker starts, again and again) ·
replaced (files, folders, links and pipes in the place of its own) · full (a small disk) · gone (a drive)
"""

from __future__ import annotations

import ctypes
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from vortex_gui.base.errors import OutputError
from vortex_gui.pipeline.slot.slot_folder import SlotFolder, next_free_number, remove_litter

FILES = {"slot.mp4", "slot.srt", "slot.vtt", "actor.png", "speech.wav", "report.json"}
SOUND, PICTURE = np.zeros(2400, np.float32), np.zeros((16, 16, 3), np.uint8)
MOST_STEPS = 500
DETACH = 2
DONE, REFUSED = 0, 3
watched: list[tuple[Path, int, Callable[[], None]]] = []
"""The folder whose calls are counted in this process, the number at which to act, and the act."""
seen = 0


def look(event: str, arguments: tuple[object, ...]) -> None:
    """Each call to the system that concerns the folder is a step."""
    global seen
    if not watched or not event.startswith(("open", "os.", "shutil.")):
        return
    folder, at, act = watched[0]
    if any(str(folder) in str(argument) or argument in FILES for argument in arguments):
        seen += 1
        if seen == at:
            watched.clear()
            act()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def make(output: Path, number: int, mark: str) -> None:
    """One slot, as the pipeline writes it; raises `OutputError`."""
    folder = SlotFolder(output, number)
    try:
        folder.write_speech(SOUND, 24_000)
        folder.write_actor(PICTURE)
        folder._write(folder.part_files.video, mark.encode() * 400)
        folder.write_captions("1\n", "WEBVTT\n")
        folder.publish(mark)
    finally:
        folder.discard()


def begun(act: Callable[[], None]) -> int:
    """A process of its own that acts; its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        act()
        code = DONE
    except OutputError as error:
        code = REFUSED if error.sentence.endswith(".") else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(child: int) -> int:
    """How it ended: 0, `REFUSED`, or minus the signal; a fault of it ends this process too."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (DONE, REFUSED, -signal.SIGKILL), code
    return code


def forked(act: Callable[[], None]) -> int:
    return ended(begun(act))


def after_steps(
    output: Path, at: int, act: Callable[[], None], then: Callable[[], None]
) -> Callable[[], None]:
    """Does `then`, and `act` once it has come so far."""

    def run() -> None:
        watched.append((output, at, act))
        then()

    return run


def check(output: Path) -> set[int]:
    """Only whole slots are there once the litter is gone; returns their numbers."""
    for path in output.glob(".new-*"):
        os.utime(path, (0, 0))  # a minute later
    remove_litter(output)
    names = {path.name for path in output.iterdir()}
    assert all(name.startswith("slot-") for name in names), names
    for name in names:
        folder = output / name
        found = {path.name for path in folder.iterdir()} - {
            ".lock"
        }  # a process died right behind its renaming
        assert found == FILES, (name, found)
        assert all(stat.S_ISREG((folder / each).lstat().st_mode) for each in found)
        assert (folder / "slot.mp4").read_text() == (folder / "report.json").read_text() * 400
    return {int(name.removeprefix("slot-")) for name in names}


# ── the cases ─────────────────────────────────────────────────────────────────────────────────


def killed(output: Path, chance: random.Random, rounds: int) -> str:
    """At each step of a slot in turn; its number is free afterwards, or the slot is whole."""
    for at in range(1, MOST_STEPS):
        shutil.rmtree(output, ignore_errors=True)
        code = forked(after_steps(output, at, die, partial(make, output, 7, "first")))
        numbers = check(output) if output.exists() else set()
        if 7 not in numbers:
            make(output, 7, "second")
            assert check(output) == {7}
        if code == DONE:
            return f"{at - 1} steps"
    raise AssertionError("it never ended")


def writers(output: Path, chance: random.Random, rounds: int) -> str:
    """Each number is made once, whoever asks for it, and a finished one never changes."""
    output.mkdir(exist_ok=True)
    kept: dict[int, str] = {}
    for round_ in range(rounds):
        children = []
        for writer in range(4):
            number = chance.choice([next_free_number(output), chance.randrange(4)])
            at = chance.choice([MOST_STEPS, chance.randrange(1, 60)])
            mark = f"{round_}-{writer}-{number};"
            children.append(begun(after_steps(output, at, die, partial(make, output, number, mark))))
        for child in children:
            ended(child)
        for number in check(output):
            report = (output / f"slot-{number:06d}" / "report.json").read_text()
            assert kept.setdefault(number, report) == report, number
    return f"{len(kept)} slots"


def starting(output: Path, chance: random.Random, rounds: int) -> str:
    """What starts takes nothing from those that publish: each of their slots is whole."""
    output.mkdir(exist_ok=True)

    def publish(first: int) -> None:
        for number in range(first, 2 * rounds, 2):
            make(output, number, f"{number};")

    def start() -> None:
        while True:
            assert not remove_litter(output)

    starter = begun(start)
    publishers = [begun(partial(publish, first)) for first in (0, 1)]
    assert [ended(publisher) for publisher in publishers] == [DONE, DONE]
    os.kill(starter, signal.SIGKILL)
    assert ended(starter) == -signal.SIGKILL, "it found litter"
    assert check(output) == set(range(2 * rounds))
    return f"{2 * rounds} slots"


def replaced(output: Path, chance: random.Random, rounds: int) -> str:
    """Whatever is put in the place of our files, nothing of somebody else's is written or taken away."""
    output.mkdir(exist_ok=True)
    mine = output.parent / "mine"
    mine.mkdir(exist_ok=True)
    for number in range(rounds):
        (mine / "file").write_text("mine")
        part = output / f".part-slot-{number:06d}"
        places = [part, output / f"slot-{number:06d}", *(part / name for name in (*FILES, ".lock"))]
        place, kind = chance.choice(places), chance.choice(list(KINDS))

        def put(place: Path = place, kind: str = kind) -> None:
            try:
                if place.is_dir() and not place.is_symlink():
                    place.rename(mine / f"aside-{chance.random()}")
                KINDS[kind](place, mine)
            except OSError:
                pass  # the program was quicker

        at = chance.randrange(1, 60)
        forked(after_steps(output, at, put, partial(make, output, number, "ours")))
        assert (mine / "file").read_text() == "mine", (place, kind, at)
        assert {path.name for path in mine.iterdir() if not path.name.startswith("aside")} == {"file"}
    return f"{rounds} rounds"


def _unlinked(path: Path) -> Path:
    if path.is_symlink() or path.exists():
        path.unlink()
    return path


KINDS: dict[str, Callable[[Path, Path], object]] = {
    "file": lambda place, mine: _unlinked(place).write_text("theirs"),
    "folder": lambda place, mine: _unlinked(place).mkdir(),
    "link to a file": lambda place, mine: _unlinked(place).symlink_to(mine / "file"),
    "link to a folder": lambda place, mine: _unlinked(place).symlink_to(mine),
    "link to nothing": lambda place, mine: _unlinked(place).symlink_to(mine / "none"),
    "pipe": lambda place, mine: os.mkfifo(_unlinked(place)),
}


def full(output: Path, chance: random.Random, rounds: int) -> str:
    """A disk of its own that fills: one sentence and nothing left, or a whole slot."""
    output.mkdir(exist_ok=True)
    refused = 0
    for _ in range(rounds):
        size = chance.randrange(4, 40) * 1024
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(output)], check=True)
        try:
            code = forked(partial(make, output, 1, "full"))
            refused += code == REFUSED
            assert check(output) == (set() if code == REFUSED else {1})
        finally:
            subprocess.run(["umount", str(output)], check=True)
    return f"{refused} of {rounds} refused"


def gone(output: Path, chance: random.Random, rounds: int) -> str:
    """The drive goes once the slot is begun: a sentence, and nothing where it was mounted."""
    output.mkdir(exist_ok=True)
    libc = ctypes.CDLL(None, use_errno=True)

    def pull() -> None:
        assert libc.umount2(str(output).encode(), DETACH) == 0

    def write_and_lose(at: int) -> None:
        folder = SlotFolder(output, 1)
        watched.append((output, at, pull))
        try:
            folder.write_speech(SOUND, 24_000)
            folder.write_actor(PICTURE)
            folder.publish("gone")
        finally:
            folder.discard()

    for at in range(1, rounds + 1):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(output)], check=True)
        code = forked(partial(write_and_lose, at))
        if output.is_mount():
            subprocess.run(["umount", str(output)], check=True)
        assert list(output.iterdir()) == [], at
        if at == 1:
            assert code == REFUSED
    return f"{rounds} rounds"


CASES = {case.__name__: case for case in (killed, writers, starting, replaced, full, gone)}

if __name__ == "__main__":
    name, folder, seed, count = sys.argv[1:]
    sys.addaudithook(look)
    print(CASES[name](Path(folder), random.Random(int(seed)), int(count)))
