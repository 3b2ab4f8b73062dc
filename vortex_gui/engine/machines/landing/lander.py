"""The thread in which the folders of one link land: no event waits for the disk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from vortex_gui.engine.machines.landing.landings import LandingNews, Landings
from vortex_gui.wire.link.words import ChunksTaken, FileChunk, FolderGone, FolderOffer

MOST_WAITING = 64
"""Messages; past this `put` waits, and the machine with it. One that sends as it may never gets so far."""

OfFolder = FolderOffer | FileChunk | FolderGone


class Lander:
    """From `put` the messages go to disk in order; of each chunk that is taken the machine hears at once."""

    def __init__(
        self,
        landings: Landings,
        *,
        tell: Callable[[LandingNews], None],
        answer: Callable[[ChunksTaken], None],
    ) -> None:
        """Calls `tell` and `answer` in its thread."""
        self._landings = landings
        self._tell = tell
        self._answer = answer
        self._waiting: queue.Queue[OfFolder | None] = queue.Queue(MOST_WAITING)
        self.thread = threading.Thread(target=self._run, name="link-lander", daemon=True)
        self.thread.start()

    def put(self, message: OfFolder) -> None:
        """Queues a message of a folder."""
        self._waiting.put(message)

    def end(self) -> None:
        """The link is gone: what has come is looked at, and what is not whole is removed."""
        self._waiting.put(None)

    def _run(self) -> None:
        taken = 0
        try:
            while (message := self._waiting.get()) is not None:
                news = self._landings.take(message)
                if isinstance(message, FileChunk):
                    taken += 1
                    self._answer(ChunksTaken(taken))
                if news is not None:
                    self._tell(news)
        finally:
            self._landings.lost()
