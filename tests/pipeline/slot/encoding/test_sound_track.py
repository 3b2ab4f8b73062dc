"""The clip's sound in a common rate and two channels: as long, as loud and at the same time as the voice."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.pipeline.slot.clips import FPS, RATE, moving_frames, tone
from vortex_gui.base.formats import ClipSound
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding
from vortex_gui.pipeline.slot.encoding.sound_track import sound_track

STEREO: list[tuple[ClipSound, int]] = [("44.1 kHz stereo", 44_100), ("48 kHz stereo", 48_000)]


def test_the_voices_own_track_is_its_sound() -> None:
    sound = tone(0.5)
    track = sound_track(sound, RATE, "24 kHz mono")
    assert (track.rate, track.layout, track.length) == (RATE, "mono", sound.size)
    assert np.array_equal(track.samples[0], sound)


@pytest.mark.parametrize(("wished", "rate"), STEREO)
def test_two_channels_are_as_loud_as_one_and_nothing_moves(wished: ClipSound, rate: int) -> None:
    sound = np.zeros(RATE, np.float32)
    sound[12_000:18_000] = tone(0.25)
    track = sound_track(sound, RATE, wished)
    assert (track.rate, track.layout, track.length) == (rate, "stereo", rate)
    assert np.array_equal(track.samples[0], track.samples[1])
    power = (track.samples.astype(np.float64) ** 2).sum() / rate
    assert power == pytest.approx(float((sound.astype(np.float64) ** 2).sum()) / RATE, rel=0.01)
    loud = np.flatnonzero(np.abs(track.samples[0]) > 0.05)
    assert loud[0] / rate == pytest.approx(0.5, abs=0.002)
    assert loud[-1] / rate == pytest.approx(0.75, abs=0.002)


@pytest.mark.parametrize(("wished", "rate"), STEREO)
def test_a_clip_has_such_a_track(tmp_path: Path, wished: ClipSound, rate: int) -> None:
    path, encoding = tmp_path / "slot.mp4", Encoding(sound=wished)
    with ClipWriter(
        path, moving_frames(48), tone(2.0), fps=FPS, sample_rate=RATE, encoding=encoding, metadata={}
    ) as clip:
        clip.ready(48)
        clip.close()
    with av.open(str(path)) as file:
        audio = file.streams.audio[0]
        assert (audio.rate, audio.layout.name) == (rate, "stereo")
        assert float(audio.duration * audio.time_base) == pytest.approx(2.0, abs=1 / FPS)
