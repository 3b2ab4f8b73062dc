"""The thread that decodes ahead: the clip on air first, then the next ones."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from vortex_gui.console.program.playout.loaded_clip import LoadedClip

LOOK_S = 0.01
END_S = 2.0

_log = logging.getLogger(__name__)


class Decoding:
    """Fills whichever of the wanted clips has room, the earlier ones first."""

    def __init__(self) -> None:
        self._wanted: tuple[LoadedClip, ...] = ()
        self._changed = threading.Event()
        self._ends = False
        self._thread = threading.Thread(target=self._decode, name="decoding", daemon=True)
        self._thread.start()

    def want(self, clips: Sequence[LoadedClip]) -> None:
        """These, in this order, from now on."""
        self._wanted = tuple(clips)
        self._changed.set()

    def close(self) -> None:
        """Ends the thread within the time that a picture takes."""
        self._ends = True
        self._changed.set()
        self._thread.join(END_S)

    def _decode(self) -> None:
        while not self._ends:
            clip = next((each for each in self._wanted if each.wants_more()), None)
            if clip is not None:
                self._read(clip)
            else:
                self._changed.wait(LOOK_S)
                self._changed.clear()

    def _read(self, clip: LoadedClip) -> None:
        try:
            clip.read_more()
        except Exception as error:  # one bad file must not silence the program
            _log.exception("%s could not be decoded", clip.airing.path)
            clip.fail(str(error))
