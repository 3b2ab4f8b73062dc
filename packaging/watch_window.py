"""Starts a command on a virtual screen, pictures its window, ends it: watch_window.py PICTURE COMMAND...

Its last line reports the result. Exit 1: no window painted, the command did not end, or a process stayed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from PIL import Image

MARK = "VORTEX_WATCHED"
"""Marks the environment of the command and its children, so that no other process counts as one of them."""
SCREEN = (1600, 1000)
PAINT_LIMIT_S = 300.0
END_LIMIT_S = 30.0
SETTLE_S = 8.0
"""From the first paint to the picture: the workers start after it."""
LEAST_COLOURS = 100
LEAST_SHARE = 0.3
"""Share of the screen in another colour than its own. An X server without windows shows one colour."""


def main() -> int:
    """Watches one window from its start to its end."""
    picture, command = Path(sys.argv[1]), sys.argv[2:]
    with virtual_screen() as (display, frame):
        mark = uuid.uuid4().hex
        began = time.monotonic()
        started = subprocess.Popen(command, env={**shown_on(display), MARK: mark})
        painted = until(lambda: is_painted(pixels(frame)) or started.poll() is not None, PAINT_LIMIT_S)
        painted_s = time.monotonic() - began
        painted = painted and started.poll() is None
        if painted:
            time.sleep(SETTLE_S)
            Image.fromarray(pixels(frame)).save(picture)
        children = psutil.Process(started.pid).children(recursive=True) if started.poll() is None else []
        window = children[0] if children else None
        if window:
            window.send_signal(signal.SIGTERM)
        ended = until(lambda: started.poll() is not None, END_LIMIT_S)
        stayed = [] if until(lambda: not marked(mark), END_LIMIT_S) else marked(mark)
        names = [" ".join(process.cmdline()) or str(process.pid) for process in stayed]
        for process in stayed:
            process.kill()
    print(
        f"window painted after {painted_s:.1f} s" if painted else "no window was painted",
        f"exit {started.returncode} after SIGTERM" if ended else "it did not end after SIGTERM",
        f"processes that stayed: {', '.join(names)}" if stayed else "no process stayed",
        sep=", ",
    )
    return 0 if painted and ended and not stayed else 1


@contextmanager
def virtual_screen() -> Iterator[tuple[str, Path]]:
    """The name of an X server, and the file in which it keeps its picture."""
    read, write = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        size = "{}x{}x24".format(*SCREEN)
        words = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-fbdir", folder]
        server = subprocess.Popen(words, pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        try:
            with os.fdopen(read) as told:
                yield f":{told.readline().strip()}", Path(folder, "Xvfb_screen0")
        finally:
            server.terminate()
            server.wait(10)


def shown_on(display: str) -> dict[str, str]:
    """This environment, with that screen."""
    return {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


def pixels(frame: Path) -> NDArray[np.uint8]:
    """(H,W,3) from the server's file, an X window dump: 32-bit numbers, a table of colours, rows of BGRX."""
    data = frame.read_bytes()
    header = np.frombuffer(data, ">u4", 25)
    header_bytes, width, height, row_bytes, colours = (int(header[place]) for place in (0, 4, 5, 12, 19))
    rows = np.frombuffer(data, np.uint8, row_bytes * height, header_bytes + colours * 12)
    return np.ascontiguousarray(rows.reshape(height, row_bytes // 4, 4)[:, :width, 2::-1])


def is_painted(picture: NDArray[np.uint8]) -> bool:
    """Whether it shows more than an empty screen."""
    numbers = picture.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    changed = float(np.mean(numbers != numbers[-1, -1]))
    return changed >= LEAST_SHARE and len(np.unique(numbers)) >= LEAST_COLOURS


def until(condition: Callable[[], bool], limit_s: float) -> bool:
    """Whether the condition came true within the limit."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def marked(mark: str) -> list[psutil.Process]:
    """Running processes that carry the mark: the command, its children and theirs."""
    found = []
    for process in psutil.process_iter():
        try:
            ended = process.status() == psutil.STATUS_ZOMBIE
            if not ended and process.environ().get(MARK) == mark:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


if __name__ == "__main__":
    sys.exit(main())
