"""Messages as frames on a pipe, for both ends: msgpack maps `{"kind": "RunSlot", …fields}`, never pickles."""

from __future__ import annotations

from dataclasses import asdict, fields
from functools import cache
from typing import Protocol, get_args

import msgpack
from pydantic import TypeAdapter, ValidationError

from vortex_gui.wire.protocol import Command, Event, Message

MAX_FRAME_BYTES = 8 * 1024 * 1024

_KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in (*get_args(Command), *get_args(Event))}


class ProtocolError(ValueError):
    """A frame is not a message of this protocol; the reader reports it and goes on."""


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


def encode(message: Message) -> bytes:
    """One message as a frame; text that UTF-8 cannot hold arrives with question marks."""
    plain = {"kind": type(message).__name__, **asdict(message)}
    frame: bytes = msgpack.packb(plain, unicode_errors="replace")
    return frame


def decode(frame: bytes) -> Message:
    """The message in a frame; raises `ProtocolError` for anything that is not one."""
    try:
        data = msgpack.unpackb(frame)
        kind = _KINDS[data.pop("kind")]
        unknown = data.keys() - {field.name for field in fields(kind)}
        message: Message = _adapter(kind.__name__).validate_python(data)
    except ValidationError as error:
        raise ProtocolError(f"{kind.__name__}: {error.error_count()} fields do not fit") from None
    except Exception as error:  # msgpack raises its own tree, ValueError, KeyError, RecursionError …
        raise ProtocolError(f"not a message ({type(error).__name__})") from None
    if unknown:
        raise ProtocolError(f"{kind.__name__}: {len(unknown)} unknown fields")
    return message


@cache
def _adapter(kind: str) -> TypeAdapter[Message]:
    """Made at first use: two dozen at once would cost the window its quick start."""
    return TypeAdapter(_KINDS[kind])
