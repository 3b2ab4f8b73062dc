"""Finished folders, offered and cut as a machine sends them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vortex_gui.engine.machines.landing.landing import offer_of
from vortex_gui.wire.link.words import CHUNK_BYTES, FileChunk, FolderOffer

SLOT, ATTEMPT = 7, 2


def finished(folder: Path, *, clip: bytes = b"clip" * 200_000) -> tuple[FolderOffer, Path]:
    """A folder as a worker leaves it, and its offer."""
    place = folder / "there" / "slot-000007"
    place.mkdir(parents=True)
    (place / "slot.mp4").write_bytes(clip)
    (place / "actor.png").write_bytes(b"picture")
    (place / "speech.wav").write_bytes(b"sound" * 100)
    (place / "report.json").write_text('{"slot_id": 7}')
    (place / "notes.txt").write_text("of somebody else")
    offer = offer_of(place, SLOT, ATTEMPT)
    assert offer is not None
    return offer, place


def chunks(offer: FolderOffer, place: Path) -> Iterator[FileChunk]:
    for file in offer.files:
        content = (place / file.name).read_bytes()
        for offset in range(0, len(content), CHUNK_BYTES):
            piece = content[offset : offset + CHUNK_BYTES]
            yield FileChunk(SLOT, ATTEMPT, file.name, offset, piece)
