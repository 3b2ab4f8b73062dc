"""An encoder that this machine lacks gives way to one that it has."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.pipeline.slot.clips import FPS, RATE, moving_frames, tone
from vortex_gui.base.errors import OutputError
from vortex_gui.base.formats import ENCODER_FACTS, VIDEO_ENCODERS, VideoEncoder
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding
from vortex_gui.pipeline.slot.encoding.encoders import first_that_opens, usable_encoder, video_fault


@pytest.mark.expects_log
def test_an_encoder_that_cannot_be_opened_falls_back() -> None:
    assert first_that_opens(("h264_not_there", "libx264"), "H.264") == "libx264"
    assert usable_encoder("libx264") == "libx264"


@pytest.mark.expects_log
def test_without_x264_another_encoder_is_taken_or_their_lack_is_told() -> None:
    assert first_that_opens(("h264_not_here", "h264_gone", "mpeg4"), "H.264") == "mpeg4"
    with pytest.raises(OutputError, match=r"No H\.264 encoder opens .* tried h264_nowhere, h264_gone\."):
        first_that_opens(("h264_nowhere", "h264_gone"), "H.264")


@pytest.mark.expects_log
@pytest.mark.parametrize("name", VIDEO_ENCODERS)
def test_what_does_not_open_is_replaced_by_one_of_its_codec_if_there_is_one(name: VideoEncoder) -> None:
    found, codec = usable_encoder(name), ENCODER_FACTS[name].codec
    of_the_codec = [n for n in VIDEO_ENCODERS if ENCODER_FACTS[n].codec == codec and not video_fault(n)]
    assert not video_fault(found)
    assert found == name or video_fault(name)
    assert not of_the_codec or ENCODER_FACTS[found].codec == codec


@pytest.mark.parametrize("name", ["libx265", "libsvtav1"])
def test_smaller_codecs_make_clips_that_are_read_back(tmp_path: Path, name: VideoEncoder) -> None:
    if why := video_fault(name):
        pytest.skip(f"no {name} here: {why}")
    frames = moving_frames(48)
    with ClipWriter(
        tmp_path / "slot.mp4",
        frames,
        tone(2.0),
        fps=FPS,
        sample_rate=RATE,
        encoding=Encoding(name),
        metadata={},
    ) as clip:
        clip.ready(48)
        clip.close()
    with av.open(str(tmp_path / "slot.mp4")) as file:
        video = file.streams.video[0]
        assert video.codec_context.codec_tag == {"libx265": "hvc1", "libsvtav1": "av01"}[name]
        pictures = [frame.to_ndarray(format="rgb24") for frame in file.decode(video)]
    assert len(pictures) == 48
    assert int(pictures[30][:, :, 0].mean(axis=0).argmax()) == 30
