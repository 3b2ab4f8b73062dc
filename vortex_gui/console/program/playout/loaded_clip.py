"""A clip on its way to the air: filled by the decoding thread, emptied by the playout, bounded between."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from PySide6.QtCore import QSize

from vortex_gui.console.program.messages import Airing
from vortex_gui.console.program.playout.clip_reader import (
    ClipFault,
    ClipSound,
    Picture,
    Sound,
    read_pictures,
    read_sound,
)

FEWEST, MOST = 6, 48
MOST_BYTES = 96_000_000
"""Of pictures decoded ahead, once there are the fewest."""
FIRST = 3
"""Pictures that are there before a clip counts as ready."""


class LoadedClip:
    """`read_more` belongs to the decoding thread; all else to the thread that plays."""

    def __init__(self, airing: Airing, room: QSize) -> None:
        self.airing = airing
        self._room = room
        self._lock = threading.Lock()
        self._pictures: deque[Picture] = deque()
        self._reading: Iterator[Picture] | None = None
        self._sounding: Iterator[ClipSound | None] | None = None
        self._sound: ClipSound | None = None
        self._ended = False
        self._let_go = False
        self.earliest = 0
        """The sample before which it does not follow by itself."""
        self.fault = ""
        """Why it cannot be played, or not to its end."""

    # ── the decoding thread ──────────────────────────────────────────────────────────────

    def wants_more(self) -> bool:
        """Whether the bounds leave room for another picture."""
        if self._ended or self._let_go:
            return False
        with self._lock:
            count = len(self._pictures)
            size = self._pictures[0].image.sizeInBytes() if count else 0
        return count < FEWEST or (count < MOST and count * size < MOST_BYTES)

    def read_more(self) -> None:
        """Reads the sound at first, part by part, then a picture each time; a fault ends the clip."""
        path = Path(self.airing.path)
        try:
            if self._sound is None:
                self._sounding = self._sounding or read_sound(path)
                self._sound = next(self._sounding)
                return
            self._reading = self._reading or read_pictures(path, self._room)
            picture = next(self._reading, None)
        except ClipFault as fault:
            self.fail(str(fault))
            return
        if picture is None:
            self._ended = True
            return
        with self._lock:
            self._pictures.append(picture)

    def fail(self, sentence: str) -> None:
        """It cannot be read any further."""
        self.fault, self._ended = sentence, True

    # ── the playing thread ───────────────────────────────────────────────────────────────

    @property
    def ready(self) -> bool:
        """It can go on air this moment."""
        if self._sound is None or self._let_go:
            return False
        return len(self._pictures) >= FIRST or (self._ended and bool(self._pictures))

    @property
    def refused(self) -> bool:
        """It will never be ready."""
        return self._ended and not self._pictures and bool(self.fault)

    @property
    def sound(self) -> Sound:
        """All of it; as long as the clip."""
        assert self._sound is not None
        return self._sound.samples

    @property
    def length(self) -> int:
        """In samples."""
        return len(self.sound)

    @property
    def frame(self) -> int:
        """Samples that a picture lasts."""
        assert self._sound is not None
        return self._sound.frame

    def due(self, offset: int) -> tuple[Picture, ...]:
        """Takes out the pictures whose time has come, oldest first."""
        with self._lock:
            found = tuple(takewhile(lambda picture: picture.at <= offset, self._pictures))
            for _ in found:
                self._pictures.popleft()
        return found

    def next_at(self) -> int | None:
        """When the next picture that is here is due; `None` when there is none."""
        with self._lock:
            return self._pictures[0].at if self._pictures else None

    def let_go(self) -> None:
        """It has been on air: what is left of it is not needed."""
        self._let_go = True
        with self._lock:
            self._pictures.clear()
