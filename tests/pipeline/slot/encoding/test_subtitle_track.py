"""The soft track of captions, read back from the clip."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from tests.pipeline.slot.clips import FPS, RATE, moving_frames, tone
from vortex_gui.base.captions import Cue
from vortex_gui.pipeline.slot.encoding import subtitle_track
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding

CUES = (Cue(0.25, 1.0, ("Good evening.",)), Cue(1.0, 1.75, ("Salt & pepper <3,", "ünïcode – too")))


def written(path: Path, cues: tuple[Cue, ...]) -> Path:
    frames = moving_frames(2 * FPS)
    clip = ClipWriter(
        path,
        frames,
        tone(2.0),
        fps=FPS,
        sample_rate=RATE,
        encoding=Encoding(),
        metadata={},
        captions=cues,
    )
    for end in range(8, 2 * FPS + 1, 8):
        clip.ready(end)
    clip.close()
    return path


def test_the_track_holds_each_cue_at_its_time_and_nothing_between(tmp_path: Path) -> None:
    with av.open(str(written(tmp_path / "slot.mp4", CUES))) as file:
        (stream,) = file.streams.subtitles
        assert (stream.codec_context.name, stream.metadata["language"]) == ("mov_text", "eng")
        samples = [
            (float(packet.pts * packet.time_base), float(packet.duration * packet.time_base), bytes(packet))
            for packet in file.demux(stream)
            if packet.size and packet.duration
        ]
    texts = [(start, round(start + length, 3), content[2:].decode()) for start, length, content in samples]
    assert texts == [
        (0.0, 0.25, ""),
        (0.25, 1.0, "Good evening."),
        (1.0, 1.75, "Salt & pepper <3,\nünïcode – too"),
    ]


def test_a_decoder_of_subtitles_reads_the_text(tmp_path: Path) -> None:
    with av.open(str(written(tmp_path / "slot.mp4", CUES))) as file:
        shown = [
            subtitle.dialogue.decode()
            for packet in file.demux(subtitles=0)
            for subtitle in packet.decode()
            if isinstance(subtitle, av.subtitles.subtitle.AssSubtitle)
        ]
    assert "Good evening." in shown


def test_pictures_and_sound_are_as_without_captions(tmp_path: Path) -> None:
    decoded = []
    for name, cues in (("with.mp4", CUES), ("without.mp4", ())):
        with av.open(str(written(tmp_path / name, cues))) as file:
            assert len(file.streams.subtitles) == bool(cues)
            decoded.append(
                (
                    [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)],
                    float(file.streams.video[0].duration * file.streams.video[0].time_base),
                )
            )
    assert np.array_equal(decoded[0][0], decoded[1][0])
    assert decoded[0][1] == decoded[1][1] == 2.0


def test_a_cue_beyond_the_clip_is_cut() -> None:
    samples = list(subtitle_track._samples((Cue(0.5, 9.0, ("long",)), Cue(9.0, 10.0, ("gone",))), 1000))
    assert samples == [(500, 1000, "long")]
