"""A recording of any kind becomes mono samples of the pipeline's rate; any other file is one sentence."""

from __future__ import annotations

import hashlib
import os
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.pipeline.slot.sources.recordings import CODECS, tone, write_film, write_sound
from vortex_gui.base.errors import SourceError
from vortex_gui.base.recipe.recipe_files import SoundSource
from vortex_gui.pipeline.slot.sources.sound import OwnSound, read_sound

RATE = 24_000


def read(path: Path, most_s: float = 20.0, **part: float) -> OwnSound:
    return read_sound(SoundSource(path=str(path), **part), sample_rate=RATE, most_s=most_s)


def refused(path: Path, **part: float) -> str:
    with pytest.raises(SourceError) as caught:
        read(path, **part)
    assert "\n" not in caught.value.sentence
    return caught.value.sentence.removeprefix(f"The sound {path} cannot be used: ")


def hertz_of(sound: NDArray[np.float32]) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    return float(np.argmax(spectrum) * RATE / sound.size)


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
@pytest.mark.parametrize("suffix", CODECS)
def test_every_kind_and_rate_comes_out_in_time_and_pitch(suffix: str, rate: int, tmp_path: Path) -> None:
    both = np.stack([tone(1.5, rate), tone(1.5, rate)])
    path = write_sound(tmp_path / f"a{suffix}", both, rate)
    found = read(path)
    assert found.waveform.dtype == np.float32
    assert found.waveform.size / RATE == pytest.approx(1.5, abs=0.06)
    assert hertz_of(found.waveform) == pytest.approx(300, abs=4)
    assert 0.3 < float(np.abs(found.waveform).max()) <= 1
    assert not found.is_cut
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("suffix", CODECS)
def test_a_part_begins_and_ends_where_it_was_asked_for(suffix: str, tmp_path: Path) -> None:
    """Low until second 40, high from there on: the border is heard 0.5 s after the part's begin."""
    path = write_sound(
        tmp_path / f"a{suffix}", np.concatenate([tone(40, RATE, 300), tone(40, RATE, 2000)]), RATE
    )
    found = read(path, start=39.5, end=40.5).waveform
    assert found.size == RATE
    windows = found.reshape(-1, 600)
    high = np.array([hertz_of(window) > 1000 for window in windows])
    assert abs(int(np.argmax(high)) * 600 / RATE - 0.5) <= 0.06
    assert high[int(np.argmax(high)) : -2].all()


def test_more_than_the_slot_can_hold_is_cut_without_a_click(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", tone(3, RATE), RATE)
    found = read(path, most_s=2)
    assert found.is_cut
    assert found.waveform.size == 2 * RATE
    assert abs(float(found.waveform[-1])) < 1e-6
    assert not read(path, most_s=2, end=1.5).is_cut, "the operator wanted no more"


def test_ten_hours_cost_no_more_than_the_part_that_is_used(tmp_path: Path) -> None:
    path, second = tmp_path / "long.flac", (tone(1, RATE) * 0.8).astype(np.float32)
    write_sound(path, np.tile(second, 3600), RATE)
    began = time.process_time()
    found = read(path, most_s=2, start=3590)
    assert found.waveform.size == 2 * RATE
    assert hertz_of(found.waveform) == pytest.approx(300, abs=2)
    assert time.process_time() - began < 5


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "ten-hours.wav").open("wb") as file:
        file.truncate(2_000_000_001)
    assert refused(tmp_path / "ten-hours.wav") == "over 2000 MB."


def test_samples_beyond_full_scale_are_turned_down(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", tone(1, RATE, level=4.0), RATE, codec="pcm_f32le")
    assert float(np.abs(read(path).waveform).max()) == pytest.approx(1.0)


def test_what_holds_no_speech_is_told_in_one_sentence(tmp_path: Path) -> None:
    silent = write_sound(tmp_path / "silent.flac", np.zeros(RATE, np.float32), RATE)
    assert refused(silent) == "it is silent."
    assert refused(write_film(tmp_path / "film.mp4")) == "it holds no sound."
    (tmp_path / "text.wav").write_text("not a sound " * 100)
    assert refused(tmp_path / "text.wav") == "no sound file that can be read."
    (tmp_path / "noise.mp3").write_bytes(bytes(np.random.default_rng(1).integers(0, 256, 9000, np.uint8)))
    assert refused(tmp_path / "noise.mp3")
    with wave.open(str(tmp_path / "none.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
    assert refused(tmp_path / "none.wav")
    short = write_sound(tmp_path / "short.wav", tone(1, RATE), RATE)
    assert refused(short, start=5) == "it has no sound from the wanted second on."
    broken = write_sound(tmp_path / "nan.wav", np.full(RATE, np.nan, np.float32), RATE, codec="pcm_f32le")
    assert refused(broken) == "it holds values that are not numbers."


def test_a_playlist_leads_nowhere(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", tone(1, RATE), RATE)
    (tmp_path / "list.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.wav\n#EXT-X-ENDLIST\n"
    )
    assert refused(tmp_path / "list.m3u8").startswith("no sound file")
    (tmp_path / "list.txt").write_text("ffconcat version 1.0\nfile a.wav\n")
    assert refused(tmp_path / "list.txt").startswith("no sound file")


def test_places_without_a_file_are_told_in_one_sentence(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.wav") == "no such file."
    assert refused(tmp_path) == "a folder; a file is needed."
    os.mkfifo(tmp_path / "pipe.wav")
    assert refused(tmp_path / "pipe.wav") == "not a file."


def test_a_damaged_file_says_so_or_gives_what_is_whole(tmp_path: Path) -> None:
    whole = write_sound(tmp_path / "a.m4a", tone(2, RATE), RATE).read_bytes()
    (tmp_path / "half.m4a").write_bytes(whole[: len(whole) // 2])
    assert refused(tmp_path / "half.m4a") == "no sound file that can be read."


def test_a_cancel_ends_the_reading(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", tone(1, RATE), RATE)

    class Stop(Exception):
        pass

    def step() -> None:
        raise Stop

    with pytest.raises(Stop):
        read_sound(SoundSource(path=str(path)), sample_rate=RATE, most_s=9, step=step)
