"""Looks at a virtual screen many times a second, from outside: when it showed which picture, as a hash."""

from __future__ import annotations

import os
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.process.clock import counted
from vortex_gui.base.words.translation import tr

LOOKS_S = 60
BLACK = 8
"""A screen whose brightest pixel is darker than this is black."""
END_S = 10.0


@dataclass(frozen=True, slots=True)
class Look:
    """The screen at one moment, in seconds of the machine's counter."""

    at: float
    picture: int
    brightest: int


def hash_of(pixels: NDArray[np.uint8]) -> int:
    """Of the colours of a picture, of shape (height, width, 3)."""
    return zlib.crc32(np.ascontiguousarray(pixels).tobytes())


@contextmanager
def virtual_screen(width: int, height: int) -> Iterator[str]:
    """An X server of our own; gives its name. Raises `RuntimeError` where there is none to start."""
    read, write = os.pipe()
    try:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
            pass_fds=(write,),
            stderr=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        os.close(read)
        os.close(write)
        raise RuntimeError(tr("there is no Xvfb here; packaging/linux-deps has it")) from None
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(END_S)


class Watch:
    """A thread that looks until it is ended; `looks` has all it saw, oldest first."""

    def __init__(self, display: str, width: int, height: int) -> None:
        self.looks: list[Look] = []
        self._display, self._size = display, f"{width}x{height}"
        self._epoch = time.time() - counted()
        """X11's frames carry the moment of the grab by the system's clock."""
        self._ends = False
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Returns when the thread is gone; raises what ended it before."""
        self._ends = True
        self._thread.join(END_S)
        if self._fault is not None:
            raise self._fault

    def _watch(self) -> None:
        import av

        options = {"video_size": self._size, "framerate": str(LOOKS_S), "draw_mouse": "0"}
        try:
            with av.open(self._display, format="x11grab", options=options) as screen:
                for frame in screen.decode(video=0):
                    self._see(frame)
                    if self._ends:
                        return
        except Exception as fault:  # the thread's border: `end` raises it
            self._fault = fault

    def _see(self, frame: object) -> None:
        at = float(frame.pts * frame.time_base) - self._epoch  # type: ignore[attr-defined]  # PyAV's VideoFrame
        pixels = frame.to_ndarray(format="bgra")[:, :, :3]  # type: ignore[attr-defined]  # PyAV's VideoFrame
        self.looks.append(Look(at, hash_of(pixels), int(pixels.max())))
