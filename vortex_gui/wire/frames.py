"""Messages as frames on a pipe, for both ends of the process boundary."""

from __future__ import annotations

from typing import Protocol, get_args

import msgpack

from vortex_gui.wire.codec import Codec, ProtocolError
from vortex_gui.wire.protocol import Command, Event, Message

__all__ = [
    "MAX_FRAME_BYTES",
    "Pipe",
    "ProtocolError",
    "decode",
    "encode",
    "opened",
    "read_frame",
    "signed",
    "write_frame",
]

MAX_FRAME_BYTES = 8 * 1024 * 1024

_CODEC: Codec[Message] = Codec((*get_args(Command), *get_args(Event)))
encode, decode = _CODEC.encode, _CODEC.decode


class Pipe(Protocol):
    """The part of a connection that frames need."""

    def send_bytes(self, buf: bytes) -> None: ...
    def recv_bytes(self, maxlength: int | None = None) -> bytes: ...
    def close(self) -> None: ...


def write_frame(pipe: Pipe, message: Message) -> None:
    """Blocks while the other end does not read. Raises `OSError` when it has gone."""
    pipe.send_bytes(encode(message))


def read_frame(pipe: Pipe) -> Message:
    """Blocks for the next message.

    Raises `ProtocolError` for a frame without a message, `EOFError` when the other end has gone.
    """
    try:
        frame = pipe.recv_bytes(MAX_FRAME_BYTES)
    except OSError as error:
        raise EOFError(str(error)) from None
    return decode(frame)


def signed(worker: str, frame: bytes) -> bytes:
    """A frame with the name of the worker that it came from."""
    envelope: bytes = msgpack.packb({"w": worker, "f": frame}, unicode_errors="replace")
    return envelope


def opened(frame: bytes) -> tuple[str, bytes]:
    """The worker of a signed frame and the frame in it; no worker of one that is not signed."""
    try:
        envelope = msgpack.unpackb(frame)
    except Exception:  # msgpack raises its own tree: `decode` says what is wrong with the frame
        return "", frame
    match envelope:
        case {"w": str(worker), "f": bytes(inner)} if len(envelope) == 2:
            return worker, inner
    return "", frame
