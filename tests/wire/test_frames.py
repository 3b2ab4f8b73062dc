"""Frames of the process boundary: what goes in comes out, and whatever else comes in is refused by name."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from typing import Any, get_args

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.plain_values import PLAIN
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.wire import frames
from vortex_gui.wire.frames import ProtocolError, decode, encode, opened, signed
from vortex_gui.wire.protocol import (
    CancelSlot,
    Command,
    Event,
    MemorySample,
    Message,
    ModelInfo,
    Ping,
    Preview,
    RunSlot,
    StageFinished,
    StageProgress,
    StageStarted,
    WarmUp,
)

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))
KINDS: list[Any] = [*get_args(Command), *get_args(Event)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=max(10, CASES // 10), deadline=None)
def test_every_message_comes_out_as_it_went_in(kind: type[Message], data: st.DataObject) -> None:
    message = data.draw(st.from_type(kind))
    try:
        frame = encode(message)
    except OverflowError:
        return  # numbers over 64 bits have no frame
    assert decode(frame) == message or "nan" in repr(message) or _has_lone_surrogate(message)


@given(st.binary(max_size=400))
@settings(max_examples=CASES, deadline=None)
def test_any_bytes_are_a_message_or_a_protocol_error(frame: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        decode(frame)


@given(st.sampled_from(KINDS), st.data())
@settings(max_examples=CASES, deadline=None)
def test_fields_of_any_shape_are_taken_or_refused(kind: type[Message], data: st.DataObject) -> None:
    names = [field.name for field in fields(kind)]
    found = {"kind": kind.__name__} | {name: data.draw(PLAIN) for name in names}
    try:
        message = decode(msgpack.packb(found))
    except ProtocolError:
        return
    assert type(message) is kind


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (b"", "not a message"),
        (b"\xc1", "not a message"),
        (msgpack.packb([1, 2]), "not a message"),
        (msgpack.packb({"kind": "Nope"}), "not a message"),
        (msgpack.packb({"kind": ["Ping"], "nonce": 1}), "not a message"),
        (msgpack.packb({"kind": "Ping"}), "Ping: 1 fields do not fit"),
        (msgpack.packb({"kind": "Ping", "nonce": "x"}), "Ping: 1 fields do not fit"),
        (msgpack.packb({"kind": "Ping", "nonce": 1, "more": 2}), "Ping: 1 unknown fields"),
        (msgpack.packb({"kind": "WarmUp", "role": "gpu"}), "WarmUp: 1 fields do not fit"),
        (encode(Ping(1)) + b"tail", "not a message"),
        (b"\x91" * 100_000, "not a message"),
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(frame: bytes, told: str) -> None:
    with pytest.raises(ProtocolError, match=told):
        decode(frame)


GOOD: dict[str, Any] = {
    "StageFinished": asdict(StageFinished(1, "speech", 0.0, 5.0, 1, 2)),
    "StageStarted": asdict(StageStarted(1, "speech", 0.0, 2)),
    "StageProgress": asdict(StageProgress(1, "actor", 1, 4, 2)),
    "MemorySample": asdict(MemorySample(1.5, {"flux": 3}, 1, 2, 6, 0, 1, 2, "", 0)),
    "LogLine": asdict(LogLine(1.0, "INFO", "library", "said", 7, "{}")),
    "RunSlot": asdict(RunSlot(1, 1, "{}", 7, "out", 5.0)),
    "CacheCleared": {"freed_bytes": 5},
    "ModelWarmed": {"model": asdict(ModelInfo("flux", "c", "fp16", 1, 1, 1.0, 1.0, 1.0))},
}
BEYOND = (-1, 2**63, 2**64 - 1, 10**18, -(2**63), 1e18, 1e300, math.nan, math.inf, -math.inf)


def _numbers(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every number in plain data."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from _numbers(value, (*path, key))
    elif isinstance(found, int | float):
        yield path


def _with(found: Any, path: tuple[Any, ...], value: object) -> Any:
    return found | {path[0]: _with(found[path[0]], path[1:], value)} if path else value


@pytest.mark.parametrize(
    ("kind", "path"), [(kind, path) for kind, found in GOOD.items() for path in _numbers(found)], ids=str
)
def test_no_number_of_a_message_is_endless_or_beyond_what_can_be_shown(
    kind: str, path: tuple[Any, ...]
) -> None:
    assert decode(msgpack.packb({"kind": kind} | GOOD[kind]))
    for value in BEYOND:
        if path == ("due_in_s",) and value == -1:
            continue  # the deadline has passed
        with pytest.raises(ProtocolError, match=f"{kind}: 1 fields do not fit"):
            decode(msgpack.packb({"kind": kind} | _with(GOOD[kind], path, value)))


def test_pictures_and_unknowns_travel_as_they_are() -> None:
    preview = Preview(7, "actor", 2, b"\xff\xd8\0\xff", 1)
    sample = MemorySample(1.5, {"flux": 3}, 1, 2, 6, None, None, None, "", 0)
    assert decode(encode(preview)) == preview
    assert decode(encode(sample)) == sample
    assert decode(encode(WarmUp(None))) == WarmUp(None)
    assert decode(encode(CancelSlot(1, 1))) != CancelSlot(1, 2)


def test_a_lone_surrogate_does_not_stop_a_frame() -> None:
    line = LogLine(1.0, "INFO", "library", "caf\udce9", None, "{}")
    assert decode(encode(line)) == replace(line, message="caf?")


def _has_lone_surrogate(message: Message) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in _letters(asdict(message)))


def _letters(found: Any) -> str:
    match found:
        case str():
            return found
        case dict():
            return "".join(_letters(part) for pair in found.items() for part in pair)
        case list() | tuple():
            return "".join(map(_letters, found))
    return ""


def test_no_frame_holds_a_pickle() -> None:
    assert not {"pickle", "marshal", "eval"} & set(vars(frames))


def test_a_signed_frame_names_its_worker_and_any_other_is_left_as_it_is() -> None:
    frame = encode(CancelSlot(1, 1))
    assert opened(signed("local-2", frame)) == ("local-2", frame)
    for other in (frame, b"", b"junk", msgpack.packb({"w": 1, "f": frame}), msgpack.packb({"w": "a"})):
        assert opened(other) == ("", other)
