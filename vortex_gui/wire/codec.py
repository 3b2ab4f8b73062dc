"""Dataclasses as msgpack maps `{"kind": "RunSlot", …fields}` for a fixed set of kinds; never pickles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from typing import Any, Generic, TypeVar

import msgpack
from pydantic import TypeAdapter, ValidationError

_Message = TypeVar("_Message")
Cleaning = Callable[[type[Any], dict[str, Any]], dict[str, Any]]


class ProtocolError(ValueError):
    """A frame is not a message of this protocol; the reader reports it and goes on."""


class Codec(Generic[_Message]):
    """Knows its kinds by their names, and refuses every other frame."""

    def __init__(self, kinds: Iterable[type[Any]], clean: Cleaning | None = None) -> None:
        """`clean` sees the fields of each message that is decoded, before they are checked."""
        self._kinds = {kind.__name__: kind for kind in kinds}
        self._clean = clean
        self._adapters: dict[str, TypeAdapter[_Message]] = {}

    def encode(self, message: _Message) -> bytes:
        """One message as a frame; text that UTF-8 cannot hold arrives with question marks."""
        plain = {"kind": type(message).__name__, **asdict(message)}  # type: ignore[call-overload]  # a dataclass
        frame: bytes = msgpack.packb(plain, unicode_errors="replace")
        return frame

    def decode(self, frame: bytes) -> _Message:
        """The message in a frame; raises `ProtocolError` for anything that is not one."""
        try:
            data = msgpack.unpackb(frame)
            kind = self._kinds[data.pop("kind")]
            data = data if self._clean is None else self._clean(kind, data)
            unknown = data.keys() - {field.name for field in fields(kind)}
            message = self._adapter(kind.__name__).validate_python(data)
        except ValidationError as error:
            raise ProtocolError(f"{kind.__name__}: {error.error_count()} fields do not fit") from None
        except Exception as error:  # msgpack raises its own tree, ValueError, KeyError, RecursionError …
            raise ProtocolError(f"not a message ({type(error).__name__})") from None
        if unknown:
            raise ProtocolError(f"{kind.__name__}: {len(unknown)} unknown fields")
        return message

    def _adapter(self, kind: str) -> TypeAdapter[_Message]:
        """Made at first use: two dozen at once would cost the window its quick start."""
        if kind not in self._adapters:
            self._adapters[kind] = TypeAdapter(self._kinds[kind])
        return self._adapters[kind]
