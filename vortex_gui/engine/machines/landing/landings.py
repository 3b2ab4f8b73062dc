"""The folders that a console fetches from one machine: each is fetched once more when it arrives damaged."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from vortex_gui.base.errors import OutputError
from vortex_gui.base.files.own_files import read_plain
from vortex_gui.base.report.report_reading import MAX_REPORT_CHARS
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.machines.landing.landing import REPORT, Landing, LandingFault
from vortex_gui.wire.link.words import FileChunk, FolderGone, FolderOffer

_log = logging.getLogger(__name__)
MOST_DAMAGED = 2
Lease = tuple[int, int]
"""A slot and the attempt at it."""


@dataclass(frozen=True, slots=True)
class Landed:
    """The folder is in place, with this report; the machine may delete its own."""

    slot_id: int
    attempt: int
    folder: Path
    report_json: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class LandingFailed:
    """The folder cannot be had; the slot fails as `code`."""

    slot_id: int
    attempt: int
    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FetchAgain:
    """The folder arrived damaged, and a second try is due."""

    slot_id: int
    attempt: int


LandingNews = Landed | LandingFailed | FetchAgain


@dataclass(slots=True)
class _Wish:
    output_dir: Path
    damaged: int = 0
    """How often it arrived, and was not whole."""
    landing: Landing | None = None
    reader: int = 0
    """The thread that the landing belongs to."""
    is_publishing: bool = False
    """The folder is whole and goes into place: it is too late to forget it."""


class Landings:
    """`expect`, `forget` and `wished` are called on the loop, the others in a thread of each link.

    That of a lost link may hang at a slow disk while the next link's takes already.
    """

    def __init__(self) -> None:
        self._wishes: dict[Lease, _Wish] = {}
        self._forgotten: list[_Wish] = []
        """Whose parts their threads have yet to remove."""
        self._lock = threading.Lock()
        self._disk = threading.Lock()
        """Held while something is written, which may take its time."""

    def expect(self, slot_id: int, attempt: int, output_dir: Path) -> bool:
        """The folder is to land in this output folder; false when it is on its way already."""
        lease = (slot_id, attempt)
        with self._lock:
            is_new = lease not in self._wishes
            self._wishes.setdefault(lease, _Wish(output_dir))
        return is_new

    def forget(self, slot_id: int, attempt: int) -> bool:
        """Nobody waits for the folder any more; false when it goes into place in this moment."""
        with self._lock:
            wish = self._wishes.get((slot_id, attempt))
            if wish is not None and wish.is_publishing:
                return False
            if wish is not None:
                self._forgotten.append(self._wishes.pop((slot_id, attempt)))
        return True

    def wished(self) -> list[Lease]:
        """Those that have not landed."""
        with self._lock:
            return list(self._wishes)

    def take(self, message: FolderOffer | FileChunk | FolderGone) -> LandingNews | None:
        """What a message of a fetched folder leads to."""
        lease = (message.slot_id, message.attempt)
        with self._disk:
            self._discard_forgotten()
            with self._lock:
                wish = self._wishes.get(lease)
            return None if wish is None else self._took(lease, wish, message)

    def _took(
        self, lease: Lease, wish: _Wish, message: FolderOffer | FileChunk | FolderGone
    ) -> LandingNews | None:
        if isinstance(message, FolderGone):
            return self._failed(lease, tr("The machine does not have the finished folder any more."))
        try:
            return self._take(lease, wish, message)
        except LandingFault as error:
            return self._damaged(lease, wish, str(error))
        except OutputError as error:
            self._give_up(lease)
            return LandingFailed(*lease, error.code, error.sentence, error.remedy)

    def lost(self) -> None:
        """The link is gone: what had come of a folder is removed; it is fetched from its beginning."""
        with self._disk:
            self._discard_forgotten()
            with self._lock:
                wishes = list(self._wishes.values())
            for wish in wishes:
                if wish.reader == threading.get_ident():
                    _discard(wish)

    def _discard_forgotten(self) -> None:
        """Those of this thread, and those that no thread has begun."""
        here = threading.get_ident()
        with self._lock:
            mine = [wish for wish in self._forgotten if wish.reader in (0, here)]
            self._forgotten = [wish for wish in self._forgotten if wish not in mine]
        for wish in mine:
            _discard(wish)

    def _take(self, lease: Lease, wish: _Wish, message: FolderOffer | FileChunk) -> LandingNews | None:
        if isinstance(message, FolderOffer):
            _discard(wish)
            wish.reader = threading.get_ident()
            wish.landing = Landing(message, wish.output_dir)
            return None
        if wish.landing is None or wish.reader != threading.get_ident() or not wish.landing.take(message):
            return None
        if not self._may_publish(lease, wish):
            _discard(wish)
            return None
        folder = wish.landing.publish()
        self._give_up(lease)
        return Landed(*lease, folder, _report_in(folder))

    def _may_publish(self, lease: Lease, wish: _Wish) -> bool:
        """Whether it is still waited for; from now on it is too late to forget it."""
        with self._lock:
            wish.is_publishing = self._wishes.get(lease) is wish
        return wish.is_publishing

    def _damaged(self, lease: Lease, wish: _Wish, sentence: str) -> LandingNews:
        _discard(wish)
        _log.warning("a folder of another machine was refused: %s", sentence, extra={"slot_id": lease[0]})
        wish.damaged += 1
        return FetchAgain(*lease) if wish.damaged < MOST_DAMAGED else self._failed(lease, sentence)

    def _failed(self, lease: Lease, sentence: str) -> LandingFailed:
        self._give_up(lease)
        remedy = tr("Retry the slot; if it comes again, check the other machine's disk and memory.")
        return LandingFailed(*lease, OutputError.code, sentence, remedy)

    def _give_up(self, lease: Lease) -> None:
        with self._lock:
            wish = self._wishes.pop(lease, None)
        if wish is not None:
            _discard(wish)


def _report_in(folder: Path) -> str:
    try:
        return read_plain(folder / REPORT, MAX_REPORT_CHARS).decode("utf-8")
    except (OSError, ValueError):
        return ""


def _discard(wish: _Wish) -> None:
    landing, wish.landing = wish.landing, None
    if landing is not None:
        landing.discard()
