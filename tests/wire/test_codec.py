"""A codec knows its own kinds and no other."""

from __future__ import annotations

from dataclasses import dataclass

import msgpack
import pytest

from vortex_gui.wire.codec import Codec, ProtocolError


@dataclass(frozen=True, slots=True)
class Word:
    text: str


@dataclass(frozen=True, slots=True)
class Stranger:
    text: str


CODEC: Codec[Word] = Codec((Word,))


def test_what_goes_in_comes_out() -> None:
    assert CODEC.decode(CODEC.encode(Word("é🙂"))) == Word("é🙂")


@pytest.mark.parametrize(
    "plain",
    [
        {"kind": "Stranger", "text": "x"},
        {"kind": "Word"},
        {"kind": "Word", "text": 3},
        {"kind": "Word", "text": "x", "more": 1},
        {"text": "x"},
        ["Word", "x"],
        None,
    ],
)
def test_another_kind_or_shape_is_refused(plain: object) -> None:
    with pytest.raises(ProtocolError):
        CODEC.decode(msgpack.packb(plain))


def test_a_kind_of_another_codec_is_unknown_here() -> None:
    foreign: Codec[Stranger] = Codec((Stranger,))
    with pytest.raises(ProtocolError, match="not a message"):
        CODEC.decode(foreign.encode(Stranger("x")))
