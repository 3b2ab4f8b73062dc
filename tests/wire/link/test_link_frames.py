"""Frames of a link: they come out as they went in, however they are cut; whatever else comes is refused."""

from __future__ import annotations

import contextlib
import os
import struct
from dataclasses import asdict, fields, replace
from typing import Any, get_args

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.wire.plain_values import PLAIN
from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.words.harmless import harmless_data
from vortex_gui.wire.codec import ProtocolError
from vortex_gui.wire.frames import MAX_FRAME_BYTES
from vortex_gui.wire.link import link_frames
from vortex_gui.wire.link.link_frames import (
    MAGIC,
    MAX_NOISE_BYTES,
    Unpacker,
    Wrapped,
    decode_link,
    encode_link,
)
from vortex_gui.wire.link.words import (
    CHUNK_BYTES,
    Ack,
    DoctorTold,
    FileChunk,
    FolderOffer,
    FromAgent,
    FromConsole,
    Hello,
    LinkMessage,
    LinkPing,
    MachineNotice,
    OfferedFile,
    WorkerFact,
)
from vortex_gui.wire.protocol import Ping, RunSlot, SlotFailed

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))
KINDS: list[Any] = [*get_args(FromConsole), *get_args(FromAgent)]
LENGTH = struct.Struct("!I")
HELLO = Hello(
    1, 1, "vortex-gui", "box", 5.0, "run", (WorkerFact("local", "cpu", "mini", "ready", "It is."),), (), 0, 9
)


def harmlessly(message: Any) -> Any:
    return TypeAdapter(type(message)).validate_python(harmless_data(listed(asdict(message))))


def listed(found: Any) -> Any:
    """Plain data as msgpack gives it, with lists."""
    if isinstance(found, dict):
        return {key: listed(value) for key, value in found.items()}
    return [listed(entry) for entry in found] if isinstance(found, list | tuple) else found


def framed(plain: object) -> bytes:
    packed: bytes = msgpack.packb(plain)
    return packed


def sized(frame: bytes) -> bytes:
    return LENGTH.pack(len(frame)) + frame


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=max(10, CASES // 10), deadline=None)
def test_every_message_comes_out_as_it_went_in(kind: type, data: st.DataObject) -> None:
    worker = data.draw(st.text("abc-0é", max_size=64))
    number = data.draw(st.integers(0, 2**53))
    wrapped = Wrapped(worker, number, data.draw(st.from_type(kind)))
    heard = decode_link(encode_link(wrapped)[LENGTH.size :])
    assert heard == replace(wrapped, message=harmlessly(wrapped.message)) or "\\ud" in repr(wrapped)
    assert decode_link(encode_link(heard)[LENGTH.size :]) == heard


@given(st.binary(max_size=400))
@settings(max_examples=CASES, deadline=None)
def test_any_bytes_are_a_message_or_a_protocol_error(frame: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        decode_link(frame)


@given(st.sampled_from(KINDS), st.data())
@settings(max_examples=CASES, deadline=None)
def test_fields_of_any_shape_are_taken_or_refused(kind: Any, data: st.DataObject) -> None:
    """Hostile hellos, offers and chunks among them."""
    inner = {"kind": kind.__name__} | {field.name: data.draw(PLAIN) for field in fields(kind)}
    worker, number = data.draw(PLAIN), data.draw(PLAIN)
    frame = framed({"w": worker, "n": number, "f": framed(inner)})
    with contextlib.suppress(ProtocolError):
        assert type(decode_link(frame).message) is kind


@given(st.lists(st.integers(0, 9), max_size=20), st.data())
@settings(max_examples=CASES, deadline=None)
def test_a_stream_gives_the_same_messages_however_it_is_cut(numbers: list[int], data: st.DataObject) -> None:
    sent = [Wrapped("local", number, LinkPing(number)) for number in numbers]
    stream = b"Welcome to this machine.\n" + MAGIC + b"".join(map(encode_link, sent))
    unpacker, heard, at = Unpacker(), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, 40))
        heard += unpacker.feed(stream[at : at + step])
        at += step
    assert heard == sent


@given(st.data())
@settings(max_examples=CASES, deadline=None)
def test_a_damaged_frame_is_one_fault_and_the_next_one_is_read(data: st.DataObject) -> None:
    frame = bytearray(encode_link(Wrapped("", 0, HELLO)))
    at = data.draw(st.integers(LENGTH.size, len(frame) - 1))
    frame[at] ^= data.draw(st.integers(1, 255))
    first, second = Unpacker().feed(MAGIC + bytes(frame) + encode_link(Wrapped("", 0, Ack(4))))
    assert isinstance(first, ProtocolError | Wrapped)
    assert second == Wrapped("", 0, Ack(4))


@pytest.mark.parametrize(
    "plain",
    [
        {"w": "a" * 65, "n": 0, "f": b""},
        {"w": 1, "n": 0, "f": b""},
        {"w": "", "n": -1, "f": b""},
        {"w": "", "n": True, "f": b""},
        {"w": "", "n": 2**53 + 1, "f": b""},
        {"w": "", "n": 0, "f": "text"},
        {"w": "", "n": 0},
        {"w": "", "n": 0, "f": framed({"kind": "Ping", "nonce": 1}), "x": 0},
        [],
        7,
    ],
)
def test_an_envelope_of_another_shape_is_refused(plain: object) -> None:
    with pytest.raises(ProtocolError):
        decode_link(framed(plain))


def test_a_workers_own_messages_travel_too() -> None:
    assert decode_link(encode_link(Wrapped("local", 3, Ping(1)))[LENGTH.size :]).message == Ping(1)


def arrived(message: LinkMessage, worker: str = "") -> Wrapped:
    return decode_link(encode_link(Wrapped(worker, 0, message))[LENGTH.size :])


HOSTILE, SHOWN = "\x1b[2J\x9bup\nfine\u202e", " [2J up fine "


def test_what_a_terminal_acts_on_is_gone_from_every_text_of_another_machine() -> None:
    worker = WorkerFact("w\x07", "cpu", HOSTILE, "ready", HOSTILE)
    hello = replace(HELLO, program=HOSTILE, machine=HOSTILE, workers=(worker,))
    shown = WorkerFact("w ", "cpu", SHOWN, "ready", SHOWN)
    assert arrived(hello).message == replace(HELLO, program=SHOWN, machine=SHOWN, workers=(shown,))
    notice = MachineNotice("warning", "spool", HOSTILE, HOSTILE)
    assert arrived(notice).message == MachineNotice("warning", "spool", SHOWN, SHOWN)
    check = Check("disk\x1b", State.NOTE, HOSTILE, HOSTILE)
    told = DoctorTold(1, HOSTILE, (check,), HOSTILE, HOSTILE)
    clean = DoctorTold(1, SHOWN, (Check("disk ", State.NOTE, SHOWN, SHOWN),), SHOWN, SHOWN)
    assert arrived(told).message == clean
    failed = SlotFailed(1, "memory", HOSTILE, HOSTILE, "{\n}", 1)
    assert arrived(failed, "w\x07") == Wrapped("w ", 0, SlotFailed(1, "memory", SHOWN, SHOWN, "{\n}", 1))


def test_a_log_record_keeps_its_lines_and_an_order_every_letter() -> None:
    line = LogLine(1.0, "ERROR", "a", "broke\n\tat 3\x1b", None, "{}")
    assert arrived(line).message == replace(line, message="broke\n\tat 3 ")
    order = RunSlot(1, 1, '{"script": "a\u00a0b"}', 1, "/out\n", None)
    assert arrived(order).message == order


def test_a_frame_beyond_the_bound_ends_the_stream_before_it_is_read() -> None:
    unpacker = Unpacker()
    with pytest.raises(ProtocolError, match="too long"):
        unpacker.feed(MAGIC + LENGTH.pack(MAX_FRAME_BYTES + 1))


def test_a_message_beyond_the_bound_is_not_sent() -> None:
    sentence = "x" * 4000
    facts = tuple(WorkerFact("local", "cpu", "mini", "ready", sentence) for _ in range(3000))
    with pytest.raises(ProtocolError, match="too many"):
        encode_link(Wrapped("", 0, Hello(1, 1, "", "", 0.0, "", facts, (), 0, 0)))


@pytest.mark.parametrize(
    "message",
    [
        FileChunk(1, 1, "slot.mp4", 0, b"x" * (CHUNK_BYTES + 1)),
        FolderOffer(1, 1, (OfferedFile("slot.mp4", 1, b"short"),)),
        FolderOffer(1, 1, (OfferedFile("slot.mp4", -1, b"x" * 32),)),
        FolderOffer(1, 1, (OfferedFile("slot.mp4", 1, b"x" * 32),) * 17),
        FolderOffer(-1, 1, ()),
    ],
)
def test_bounds_of_offers_and_chunks_are_held(message: FileChunk | FolderOffer) -> None:
    with pytest.raises(ProtocolError, match="do not fit"):
        decode_link(encode_link(Wrapped("", 0, message))[LENGTH.size :])


def test_noise_before_the_link_is_bounded_and_told() -> None:
    unpacker = Unpacker()
    assert unpacker.feed(b"bash: welcome\n") == []
    assert unpacker.noise == "bash: welcome\n"
    with pytest.raises(ProtocolError, match="no link"):
        unpacker.feed(b"x" * MAX_NOISE_BYTES)
    ready = Unpacker()
    assert ready.feed(b"hi" + MAGIC) == []
    assert ready.noise == ""


def test_no_frame_holds_a_pickle() -> None:
    assert not {"pickle", "marshal", "eval"} & set(vars(link_frames))
