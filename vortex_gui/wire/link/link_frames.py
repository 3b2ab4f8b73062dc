"""Frames of a link: `{w: worker, n: sequence, f: frame}`, each with its length before it.

`w` is empty for what concerns the machine. `n` is 0 but for decisive messages, which are repeated until they
are acknowledged. The length takes four bytes, so that pipes and sockets carry frames alike.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import get_args

import msgpack

from vortex_gui.base.words.harmless import harmless
from vortex_gui.wire.codec import Codec, ProtocolError
from vortex_gui.wire.frames import MAX_FRAME_BYTES
from vortex_gui.wire.link.strange_words import harmless_fields
from vortex_gui.wire.link.words import FromAgent, FromConsole, LinkMessage
from vortex_gui.wire.protocol import Command, Event

MAGIC = b"\nVORTEX LINK\n"
"""Comes before the first frame: a login shell may print something of its own."""
MAX_NOISE_BYTES = 64 * 1024
MAX_NAME_CHARS = 64
MAX_NUMBER = 2**53
_LENGTH = struct.Struct("!I")
_CODEC: Codec[LinkMessage] = Codec(
    (*get_args(Command), *get_args(Event), *get_args(FromConsole), *get_args(FromAgent)), harmless_fields
)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A message with the worker that it concerns and its number."""

    worker: str
    n: int
    message: LinkMessage


def encode_link(wrapped: Wrapped) -> bytes:
    """A frame with its length. Raises `ProtocolError` for a message that is too long for one."""
    plain = {"w": wrapped.worker, "n": wrapped.n, "f": _CODEC.encode(wrapped.message)}
    frame: bytes = msgpack.packb(plain)
    if len(frame) > MAX_FRAME_BYTES:
        raise ProtocolError(f"{type(wrapped.message).__name__}: {len(frame)} bytes are too many for a frame")
    return _LENGTH.pack(len(frame)) + frame


def decode_link(frame: bytes) -> Wrapped:
    """The message in a frame without its length, in words that a terminal does not act on.

    Raises `ProtocolError` for anything that is not one.
    """
    try:
        data = msgpack.unpackb(frame)
        worker, number, inner = data["w"], data["n"], data["f"]
        is_sound = len(data) == 3 and isinstance(inner, bytes) and _is_name(worker) and _is_number(number)
    except Exception as error:  # msgpack raises its own tree, ValueError, KeyError, RecursionError …
        raise ProtocolError(f"not a frame of a link ({type(error).__name__})") from None
    if not is_sound:
        raise ProtocolError("a frame's worker, number or message is of another shape")
    return Wrapped(harmless(worker), number, _CODEC.decode(inner))


def _is_name(found: object) -> bool:
    return isinstance(found, str) and len(found) <= MAX_NAME_CHARS


def _is_number(found: object) -> bool:
    return type(found) is int and 0 <= found <= MAX_NUMBER


class Unpacker:
    """Takes the bytes of a stream as they come, and gives its frames.

    Skips what stands before the first `MAGIC`. Holds one frame's bytes at most, and what was fed with them.
    """

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._has_begun = False

    @property
    def noise(self) -> str:
        """What came instead of a link."""
        return "" if self._has_begun else bytes(self._waiting).decode("utf-8", "replace")

    def feed(self, data: bytes) -> list[Wrapped | ProtocolError]:
        """The messages that are complete now, and the faults of frames without one.

        Raises `ProtocolError` when the stream is none of a link: nothing behind that can be read.
        """
        self._waiting += data
        if not self._has_begun and not self._begin():
            return []
        return [_decoded(frame) for frame in self._frames()]

    def _begin(self) -> bool:
        before, magic, _ = bytes(self._waiting).partition(MAGIC)
        if magic:
            del self._waiting[: len(before) + len(MAGIC)]
            self._has_begun = True
        elif len(self._waiting) > MAX_NOISE_BYTES:
            raise ProtocolError("no link begins here")
        return self._has_begun

    def _frames(self) -> list[bytes]:
        found = []
        while len(self._waiting) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._waiting)
            if length > MAX_FRAME_BYTES:
                raise ProtocolError(f"a frame of {length} bytes is too long")
            if len(self._waiting) < _LENGTH.size + length:
                break
            found.append(bytes(self._waiting[_LENGTH.size : _LENGTH.size + length]))
            del self._waiting[: _LENGTH.size + length]
        return found


def _decoded(frame: bytes) -> Wrapped | ProtocolError:
    try:
        return decode_link(frame)
    except ProtocolError as error:
        return error
