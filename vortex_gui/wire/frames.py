"""Messages as frames on a pipe, for both ends of the process boundary."""

from __future__ import annotations

from typing import Protocol, get_args

from vortex_gui.wire.codec import Codec, ProtocolError
from vortex_gui.wire.protocol import Command, Event, Message

__all__ = ["MAX_FRAME_BYTES", "Pipe", "ProtocolError", "decode", "encode", "read_frame", "write_frame"]

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
