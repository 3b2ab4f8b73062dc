"""A machine at the far end of a link that sends what no agent of ours would: offers, chunks, anything.

Arguments: how many frames, and the seed. Its last frame is honest.
"""

from __future__ import annotations

import random
import struct
import sys
from typing import Any

import msgpack

from vortex_gui.wire.link.link_frames import MAGIC, Wrapped, encode_link
from vortex_gui.wire.link.words import CHUNK_BYTES, LINK_MAX, LINK_MIN, Hello
from vortex_gui.wire.protocol import CacheCleared

LAST = 4242
NAMES: tuple[Any, ...] = (
    "slot.mp4", "report.json", "actor.png", "speech.wav", "../outside", "/tmp/outside", "..", ".", "",
    "slot.mp4/../../outside", "slot.mp4\0", "SLOT.MP4", ".lock", "a" * 300, 7, None, b"slot.mp4", [],
)  # fmt: skip
NUMBERS: tuple[Any, ...] = (0, 1, 5, -1, 2**31, 2**63, 1.5, "5", None, True, [], {})


def main(frames: int, chance: random.Random) -> None:
    out = sys.stdout.buffer
    hello = Hello(LINK_MIN, LINK_MAX, "vortex-gui", "box", 5.0, "run", (), (), 0, 1)
    out.write(MAGIC + encode_link(Wrapped("", 0, hello)))
    for number in range(frames):
        out.write(framed(chance.choice((odd, offer, chunk, chunk, greeting, doctor, noise))(chance, number)))
    out.write(encode_link(Wrapped("", 0, CacheCleared(LAST))))
    out.flush()
    sys.stdin.buffer.read()


def framed(inner: dict[str, Any] | bytes) -> bytes:
    body = inner if isinstance(inner, bytes) else packed({"w": "", "n": 0, "f": packed(inner)})
    return struct.pack("!I", len(body)) + body


def packed(plain: object) -> bytes:
    data: bytes = msgpack.packb(plain)
    return data


def offer(chance: random.Random, number: int) -> dict[str, Any]:
    """Of the folder that is waited for, mostly."""
    files = [
        {"name": name, "size": chance.choice((*NUMBERS, 10, 10)), "sha256": b"x" * chance.choice((32, 32, 3))}
        for name in chance.choices(NAMES, k=chance.choice((0, 1, 2, 4, 17)))
    ]
    if number % 2:
        files = [
            {"name": name, "size": size, "sha256": b"x" * 32}
            for name, size in (("slot.mp4", chance.choice((10, 2**40))), ("report.json", 10))
        ]
    return {"kind": "FolderOffer", "slot_id": 5, "attempt": 1, "files": files}


def chunk(chance: random.Random, number: int) -> dict[str, Any]:
    size = CHUNK_BYTES + chance.choice((0, 1)) if number % 100 == 0 else chance.randrange(30)
    return {
        "kind": "FileChunk",
        "slot_id": chance.choice((5, 5, 5, 6)),
        "attempt": 1,
        "name": chance.choice(NAMES[:8]),
        "offset": chance.choice((0, 0, 5, 10, -1, 2**62)),
        "data": b"y" * size,
    }


def greeting(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "kind": "Hello",
        "v_min": chance.choice(NUMBERS),
        "v_max": chance.choice(NUMBERS),
        "program": "x" * chance.choice((5, 5000)),
        "machine": chance.choice(NAMES),
        "clock": chance.choice((float("nan"), float("inf"), -1.0, "now")),
        "boot": chance.choice(NAMES),
        "workers": [{}] * chance.randrange(300),
        "held": [[5, 1]] * chance.randrange(300),
        "spool_bytes": chance.choice(NUMBERS),
        "spool_limit_bytes": chance.choice(NUMBERS),
    }


def doctor(chance: random.Random, number: int) -> dict[str, Any]:
    """An answer of the doctor, to the question that waits now and then."""
    check: dict[str, Any] = {
        "name": chance.choice(("disk", "disk\x1b[2J", "x" * 201, 7)),
        "state": chance.choice(("good", "note", "fault", "fine", None)),
        "found": chance.choice(("ok", "two\nlines", "x" * 4000, "x" * 4001)),
        "remedy": chance.choice(("", "\u202eevil", [])),
    }
    if number % 3:
        check |= {"name": "disk\r", "state": "note", "found": "y\n" * 2000, "remedy": "\x9b2J"}
    return {
        "kind": "DoctorTold",
        "nonce": chance.choice((*[chance.randrange(1, 20 + number // 7)] * 9, -1, "1")),
        "profile": chance.choice(("mini", "mini\x07", "x" * 201)),
        "checks": [check] * chance.choice((0, 1, 256, 257)),
        "sentence": chance.choice(("", "", "no\ndoctor")),
        "remedy": "",
    }


def odd(chance: random.Random, number: int) -> dict[str, Any]:
    """A frame of any name with the fields of others, and fields that none has."""
    kind = chance.choice(("FolderOffer", "FileChunk", "FolderGone", "Hello", "Nope", "__class__", 3, None))
    return {"kind": kind, "slot_id": chance.choice(NUMBERS), "attempt": chance.choice(NUMBERS), "more": 1}


def noise(chance: random.Random, number: int) -> bytes:
    return chance.randbytes(chance.randrange(200))


main(int(sys.argv[1]), random.Random(int(sys.argv[2])))
