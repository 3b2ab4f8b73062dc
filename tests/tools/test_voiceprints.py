"""A voiceprint follows the speaker rather than words or loudness, and the error rate counts both faults."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tools.mini.clips.evaluate_voices import equal_error_rate, scaled, told_apart
from tools.mini.clips.voiceprints import CEPSTRA, Encoder, mel_powers, plain
from vortex_gui.models.speech.hibari import HibariSpeaker

SENTENCES = (
    "The boats lay side by side in the fog.",
    "We measured the garden twice.",
    "Two and two are four.",
)


@pytest.fixture(scope="module")
def said() -> dict[str, list[np.ndarray]]:
    speaker = HibariSpeaker()
    return {
        voice: [speaker.synthesize(text, voice=voice).waveform for text in SENTENCES]
        for voice in ("af_heart", "rick_c137")
    }


def test_loudness_does_not_change_a_plain_print(said: dict[str, list[np.ndarray]]) -> None:
    sound = said["af_heart"][0]
    quiet, loud = plain(sound * np.float32(0.3), 24_000), plain(sound, 24_000)
    np.testing.assert_allclose(quiet, loud, atol=0.05)


def test_the_pitch_in_a_plain_print_is_the_voices(said: dict[str, list[np.ndarray]]) -> None:
    heights = {voice: np.exp(plain(each[0], 24_000)[2 * CEPSTRA]) for voice, each in said.items()}
    assert 160 < heights["af_heart"] < 230
    assert 80 < heights["rick_c137"] < 130


def test_two_unlike_voices_are_told_apart_by_other_sentences(said: dict[str, list[np.ndarray]]) -> None:
    printer = scaled(plain, {voice: each[:2] for voice, each in said.items()}, 24_000)
    enrolled = {voice: [printer(s, 24_000) for s in each[:2]] for voice, each in said.items()}
    spoken = {voice: [printer(s, 24_000) for s in each[2:]] for voice, each in said.items()}
    told = told_apart(enrolled, spoken)
    assert (told.equal_error, told.right) == (0.0, 1.0)
    assert set(told.worst_pair[:2]) == set(said)


def test_one_voice_under_two_names_is_not_told_apart(said: dict[str, list[np.ndarray]]) -> None:
    one = [plain(sound, 24_000) for sound in said["af_heart"]]
    assert told_apart({"a": one, "b": one}, {"a": one, "b": one}).equal_error == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("true", "false", "rate"),
    [([0.9, 0.8], [0.1, 0.2], 0.0), ([0.1, 0.2], [0.9, 0.8], 1.0), ([0.9, 0.3], [0.5, 0.1], 0.5)],
)
def test_the_equal_error_rate_is_where_both_faults_are_as_frequent(
    true: list[float], false: list[float], rate: float
) -> None:
    assert equal_error_rate(true, false) == pytest.approx(rate)


def test_a_tone_sounds_in_its_own_band() -> None:
    time = np.arange(16_000) / 16_000
    bands = [int(mel_powers(np.sin(2 * np.pi * hz * time).astype(np.float32), 16_000).mean(0).argmax())
             for hz in (300, 1000, 3000)]  # fmt: skip
    assert bands[0] < bands[1] < bands[2]


def test_an_encoder_of_random_weights_gives_vectors_of_length_one(tmp_path: Path) -> None:
    torch.manual_seed(0)
    lstm, linear = torch.nn.LSTM(40, 256, 3, batch_first=True), torch.nn.Linear(256, 256)
    state = {f"lstm.{name}": value for name, value in lstm.state_dict().items()}
    state |= {f"linear.{name}": value for name, value in linear.state_dict().items()}
    torch.save({"model_state": state}, tmp_path / "pretrained.pt")
    encoder = Encoder(tmp_path / "pretrained.pt")
    noise = np.random.default_rng(0).standard_normal(8_000).astype(np.float32)
    assert np.linalg.norm(encoder.voiceprint(0.1 * noise, 16_000)) == pytest.approx(1)
