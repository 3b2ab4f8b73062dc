"""Speech: voices, emotions, speed, timing, cancel and intelligibility of the built-in synthesiser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.models.lengths import seconds
from tools.mini.clips.listening import recognised, share_heard
from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.recipe import recipe
from vortex_gui.models.contracts import PhonemeSpan, Speech, WordSpan
from vortex_gui.models.speech import hibari as built_in
from vortex_gui.models.speech import hibari_graph
from vortex_gui.models.speech.assembly import SAMPLE_RATE, STEP_S
from vortex_gui.models.speech.hibari import HibariSpeaker
from vortex_gui.models.speech.voices import EMOTIONS, VOICES
from vortex_gui.pipeline.sound.measure import measured

SCRIPT = (
    "Good evening, and welcome to the news. The president of the moon has opened a new school. "
    "Nobody was hurt, but several people were very happy. We will be back tomorrow with more."
)


@pytest.fixture(scope="module")
def speaker() -> HibariSpeaker:
    return HibariSpeaker()


@pytest.fixture(scope="module")
def say(speaker: HibariSpeaker) -> Callable[..., Speech]:
    """Speaks `SCRIPT`; equal wishes are spoken once."""
    spoken: dict[tuple[str, str, float], Speech] = {}

    def speak(voice: str = "af_heart", emotion: str = "neutral", speed: float = 1.0) -> Speech:
        key = (voice, emotion, speed)
        if key not in spoken:
            spoken[key] = speaker.synthesize(SCRIPT, voice=voice, speed=speed, emotion=emotion, seed=7)
        return spoken[key]

    return speak


def test_voices_differ_in_pitch_and_tempo_as_declared(say: Callable[..., Speech]) -> None:
    pitch = {name: np.median(pitches_hz(say(name).waveform)) for name in VOICES}
    order = ["rick_c137", "morty", "af_heart", "summer"]
    for lower, higher in pairwise(order):
        # Two semitones are told apart by any ear.
        assert pitch[higher] > pitch[lower] * 1.12, pitch
    for name, voice in VOICES.items():
        tempo = seconds(say("af_heart")) / seconds(say(name))
        assert tempo == pytest.approx(voice.tempo, rel=0.03), name


@pytest.mark.parametrize("resonance", [0.88, 1.06])
def test_resonance_moves_the_peaks_of_the_envelope(resonance: float) -> None:
    bins = np.arange(601)
    peak = np.exp(-(((bins - 200) / 20) ** 2)).astype(np.float32)[:, None].repeat(3, axis=1)
    moved = built_in._with_resonance([peak] * 5, resonance)
    assert [round(spectrum[:, 1].argmax() / resonance) for spectrum in moved] == [200] * 5
    assert moved[0].dtype == np.float32


def test_brightness_tilts_the_spectrum_about_1_khz_and_leaves_phases() -> None:
    flat = [np.zeros((601, 2), np.float32) for _ in range(5)]
    harmonic, turn, noise, free, phase = built_in._with_brightness(flat, 3.0)
    decibels = 20 * np.log10(np.exp(harmonic[[25, 50, 100, 200], 0]))
    assert decibels == pytest.approx([-3.0, 0.0, 3.0, 6.0], abs=0.01)
    assert np.array_equal(harmonic, noise)
    assert np.array_equal(harmonic, free)
    assert not turn.any()
    assert not phase.any()


def test_neutral_voices_are_equally_loud(say: Callable[..., Speech]) -> None:
    loud = {name: measured(say(name).waveform, 24_000).lufs or 0.0 for name in VOICES}
    assert max(loud.values()) - min(loud.values()) < 1.0, loud


def test_a_bright_voice_has_more_of_the_high_tones(say: Callable[..., Speech]) -> None:
    def high_share(voice: str) -> float:
        power = np.abs(np.fft.rfft(say(voice).waveform)) ** 2
        hertz = np.fft.rfftfreq(say(voice).waveform.size, 1 / 24_000)
        return float(power[hertz > 2000].sum() / power.sum())

    assert high_share("summer") > 2 * high_share("af_heart")


def test_emotions_change_pitch_range_tempo_and_energy(say: Callable[..., Speech]) -> None:
    spoken = {name: say(emotion=name) for name in EMOTIONS}
    pitch = {name: pitches_hz(speech.waveform) for name, speech in spoken.items()}
    middle = {name: np.median(values) for name, values in pitch.items()}
    spread = {name: np.subtract(*np.percentile(np.log2(values), [85, 15])) for name, values in pitch.items()}
    loudness = {name: float(np.sqrt(np.mean(speech.waveform**2))) for name, speech in spoken.items()}
    length = {name: seconds(speech) for name, speech in spoken.items()}
    assert middle["sad"] < middle["neutral"] < middle["excited"] < middle["manic"]
    assert spread["sad"] < spread["neutral"] < spread["excited"] < spread["manic"]
    assert loudness["sad"] < 0.85 * loudness["neutral"]
    assert loudness["angry"] > 1.2 * loudness["neutral"]
    assert length["sad"] > length["neutral"] > length["excited"] > length["manic"]


@pytest.mark.parametrize(("speed", "stretch"), [(0.8, 1.25), (1.2, 1 / 1.2)])
def test_speed_changes_the_length_and_not_the_pitch(
    say: Callable[..., Speech], speed: float, stretch: float
) -> None:
    changed, plain = say(speed=speed), say()
    assert seconds(changed) / seconds(plain) == pytest.approx(stretch, rel=0.03)
    assert np.median(pitches_hz(changed.waveform)) == pytest.approx(
        np.median(pitches_hz(plain.waveform)), rel=0.05
    )


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("emotion", ["neutral", "manic", "angry"])
def test_sound_is_24_khz_float_in_range_without_clipping(
    say: Callable[..., Speech], voice: str, emotion: str
) -> None:
    speech = say(voice, emotion)
    sound = speech.waveform
    assert (speech.sample_rate, sound.ndim) == (24_000, 1)
    assert sound.dtype == np.float32
    assert 0.3 < np.abs(sound).max() < 0.99
    # A clipped sound stays at its largest value for samples on end.
    assert np.count_nonzero(np.abs(sound) == np.abs(sound).max()) == 1


def test_same_seed_gives_the_same_sound_and_another_seed_another(speaker: HibariSpeaker) -> None:
    speak = partial(speaker.synthesize, SCRIPT, voice="morty", speed=1.1, emotion="excited")
    first, again, other = speak(seed=5), speak(seed=5), speak(seed=6)
    assert np.array_equal(first.waveform, again.waveform)
    assert first.phonemes == again.phonemes
    assert not np.array_equal(first.waveform, other.waveform)


def test_neutral_base_voice_is_hibaris_own(speaker: HibariSpeaker) -> None:
    import hibari

    own = hibari.Hibari()("Nothing was changed here.", seed=3)
    ours = speaker.synthesize("Nothing was changed here.", seed=3).waveform
    assert ours.size == own.size
    assert np.corrcoef(ours, own)[0, 1] > 0.99


def test_phonemes_and_words_rise_and_lie_inside_the_sound(say: Callable[..., Speech]) -> None:
    for voice in VOICES:
        speech = say(voice)
        tracks: tuple[Sequence[PhonemeSpan | WordSpan], ...] = (speech.phonemes, speech.words)
        for spans in tracks:
            assert all(0 <= span.start_s < span.end_s <= seconds(speech) + 1e-6 for span in spans)
            assert all(a.end_s <= b.start_s + 1e-6 for a, b in pairwise(spans))
        said = [word.word for word in speech.words]
        assert said == re.findall(r"[A-Za-z]+", SCRIPT)


def test_sound_is_loud_in_the_phonemes_and_quiet_between_sentences(say: Callable[..., Speech]) -> None:
    speech = say()
    gaps = [(a.end_s, b.start_s) for a, b in pairwise(speech.phonemes) if b.start_s - a.end_s > 0.25]
    assert len(gaps) == 3
    spoken = np.mean([loudness(speech, span.start_s, span.end_s) for span in speech.phonemes])
    silent = np.mean([loudness(speech, begin + 0.05, end - 0.05) for begin, end in gaps])
    assert silent < 0.1 * spoken


def test_progress_counts_sentences_from_zero(speaker: HibariSpeaker) -> None:
    seen: list[tuple[int, int]] = []
    speaker.synthesize(SCRIPT, on_chunk=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_cancel_between_sentences_passes_through_and_the_next_script_is_spoken(
    speaker: HibariSpeaker, say: Callable[..., Speech]
) -> None:
    class Cancelled(Exception):
        pass

    def cancel_after_two(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        speaker.synthesize(SCRIPT, on_chunk=cancel_after_two)
    again = speaker.synthesize(SCRIPT, voice="af_heart", speed=1.0, emotion="neutral", seed=7)
    assert np.array_equal(again.waveform, say().waveform)


def test_unknown_voice_emotion_or_speed_is_refused_with_what_is_allowed(speaker: HibariSpeaker) -> None:
    with pytest.raises(ValueError, match=r"unknown voice 'birdperson'; allowed is af_heart, rick_c137, "):
        speaker.synthesize("Hello.", voice="birdperson")
    with pytest.raises(ValueError, match=r"unknown emotion 'bored'; allowed is neutral, excited, "):
        speaker.synthesize("Hello.", emotion="bored")
    for speed in (0.79, 1.21, float("nan")):
        with pytest.raises(ValueError, match=r"0\.8 to 1\.2"):
            speaker.synthesize("Hello.", speed=speed)


def test_emotions_are_those_of_the_recipe() -> None:
    assert tuple(EMOTIONS) == recipe.EMOTIONS


@pytest.mark.parametrize("script", ["", "  \n ", "...", "🎉🎉", "漢字", "$ $ $", "\x00\u200b"])
def test_script_without_anything_to_say_is_silence(speaker: HibariSpeaker, script: str) -> None:
    speech = speaker.synthesize(script)
    assert speech.waveform.size > 0
    assert not speech.waveform.any()
    assert speech.phonemes == ()


def test_what_is_not_spoken_is_told(speaker: HibariSpeaker) -> None:
    speech = speaker.synthesize("Hello 🎉 world, 漢字 and 50% off.")
    assert speech.warnings == ("The voice cannot read these and leaves them out: 🎉, 漢字.",)
    assert speaker.synthesize("It costs $5.99 at 3:30 pm.").warnings == ()


@pytest.mark.parametrize(
    "script",
    ["1" * 60, "1,111,111,111,111,111,111.5", "z" * 3000, "so " * 500, "[a](b [c](//", "a\u0301 -- ?!"],
)
def test_odd_scripts_are_spoken_without_failing(speaker: HibariSpeaker, script: str) -> None:
    speech = speaker.synthesize(script)
    assert seconds(speech) > 0.3
    assert np.isfinite(speech.waveform).all()


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60) | st.from_regex(r"[-$#@%&0-9.,:/a-zA-Z ]{1,40}", fullmatch=True))
def test_no_script_makes_the_speaker_fail(speaker: HibariSpeaker, script: str) -> None:
    speech = speaker.synthesize(script)
    assert speech.waveform.size > 0
    assert np.abs(speech.waveform).max() < 1


def test_long_sentence_is_spoken_in_parts_that_the_model_takes(speaker: HibariSpeaker) -> None:
    script = "and then the snail went on and on " * 40
    seen: list[int] = []
    speech = speaker.synthesize(script, on_chunk=lambda done, total: seen.append(total))
    assert seen[-1] >= 3
    assert len(speech.words) == 8 * 40


def test_recogniser_understands_the_neutral_base_voice(speaker: HibariSpeaker) -> None:
    pytest.importorskip("pocketsphinx", reason="no wheel for this Python")
    script = SCRIPT[: SCRIPT.index("Nobody")]
    heard = recognised(speaker.synthesize(script).waveform, SAMPLE_RATE)
    assert share_heard(script, heard) >= 0.6, heard


def test_predicted_steps_add_up_to_the_sound(speaker: HibariSpeaker) -> None:
    sentences, _ = speaker._reader.read(SCRIPT)
    manner = built_in._manner("morty", 1.1, "sad")
    sound, steps = speaker._speak(sentences[0], manner, np.random.default_rng(1))
    assert steps.sum() * STEP_S == pytest.approx(sound.size / SAMPLE_RATE)


def test_voice_file_of_another_version_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hibari.onnx"
    with pytest.raises(CheckpointError, match=r"hibari\.onnx: the voice cannot be read"):
        hibari_graph.controllable_graph(path)
    path.write_bytes(b"another network")
    with pytest.raises(CheckpointError, match=r"not the voice of hibari-tts"):
        hibari_graph.controllable_graph(path)


def test_speech_needs_no_torch() -> None:
    code = (
        "import sys; from vortex_gui.models.speech.hibari import HibariSpeaker; "
        "HibariSpeaker().synthesize('Hi.'); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def pitches_hz(sound: NDArray[np.float32], rate: int = 24_000) -> NDArray[np.float64]:
    """The pitch of each voiced 80 ms, by autocorrelation."""
    size = round(0.08 * rate)
    found = []
    for begin in range(0, len(sound) - size, size // 3):
        part = sound[begin : begin + size] * np.hanning(size)
        if np.sqrt(np.mean(part**2)) < 0.015:
            continue
        spectrum = np.abs(np.fft.rfft(part, 4096)) ** 2
        likeness = np.fft.irfft(spectrum)
        lag = 48 + int(np.argmax(likeness[48:400]))
        if likeness[lag] > 0.4 * likeness[0]:
            found.append(rate / lag)
    assert len(found) > 5
    return np.array(found)


def loudness(speech: Speech, begin_s: float, end_s: float) -> float:
    part = speech.waveform[round(begin_s * 24_000) : round(end_s * 24_000)]
    return float(np.sqrt(np.mean(part**2)))
