"""Captions are written as players expect them, and read back whatever somebody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vortex_gui.base.captions import MAX_CUES, Cue, cue_at, read_vtt, srt_text, vtt_text

CUES = (
    Cue(0.1, 2.0, ("Good evening.",)),
    Cue(2.0, 3_723.456, ("Salt & pepper: 3 < 4 --> true,", "and so on.")),
)


def test_subrip_numbers_its_cues_and_has_commas() -> None:
    assert srt_text(CUES).splitlines() == [
        "1",
        "00:00:00,100 --> 00:00:02,000",
        "Good evening.",
        "",
        "2",
        "00:00:02,000 --> 01:02:03,456",
        "Salt & pepper: 3 < 4 → true,",
        "and so on.",
    ]


def test_webvtt_has_its_head_and_escapes_its_signs() -> None:
    assert vtt_text(CUES).splitlines() == [
        "WEBVTT",
        "",
        "00:00:00.100 --> 00:00:02.000",
        "Good evening.",
        "",
        "00:00:02.000 --> 01:02:03.456",
        "Salt &amp; pepper: 3 &lt; 4 → true,",
        "and so on.",
    ]


@pytest.mark.parametrize("write", [srt_text, vtt_text])
def test_what_is_written_is_read_back(write: type) -> None:
    plain = (CUES[0], Cue(2.0, 3_723.456, ("Salt & pepper,", "and so on.")))
    assert read_vtt(write(plain)) == plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WEBVTT",
        "00:01.000 --> 00:00.500\nback in time",
        "00:01.000 --> 00:02.000\n\n",
        "--> x",
        "\0\n\n1",
    ],
)
def test_what_is_no_cue_is_left_out(text: str) -> None:
    assert read_vtt(text) == ()


def test_tags_and_settings_of_other_programs_are_no_text() -> None:
    text = "WEBVTT\r\n\r\nnote\r\n01:00.000 --> 01:02.500 align:start\r\n<v Anna><i>Hello</i>\r\n"
    assert read_vtt(text) == (Cue(60.0, 62.5, ("Hello",)),)


def test_a_file_without_end_is_read_in_part() -> None:
    block = "00:01.000 --> 00:02.000\nx\n\n"
    assert len(read_vtt(block * (MAX_CUES + 10))) == MAX_CUES


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert all(cue.start_s < cue.end_s for cue in read_vtt(f"00:01.000 --> 00:02.000\n{text}"))


def test_the_cue_of_a_moment() -> None:
    assert cue_at(CUES, 0.05) is None
    assert cue_at(CUES, 0.1) == CUES[0]
    assert cue_at(CUES, 2.0) == CUES[1]
    assert cue_at((), 1.0) is None
