"""Tells the shipped voices apart as a speaker verifier does, and measures how loud each is.

    python -m tools.mini.clips.evaluate_voices [--encoder PATH_OF_PRETRAINED_PT]

Each voice is enrolled with eight neutral sentences. Eight other sentences, in each emotion, are then claimed
by every voice: the equal error rate is where as many true claims are refused as false ones accepted, and
*right* is the share of sentences whose nearest voice is the one that spoke (chance: one in four). Two
measures: mean and spread of mel cepstra and pitch, scaled by the enrolled sentences' own spread; and with
--encoder the voice encoder of Resemblyzer 0.1.4 (Apache-2.0), which was taught on people: unpack
`pretrained.pt` from its wheel (`pip download --no-deps resemblyzer==0.1.4`).

What it proves: the voices differ by more than their sentences and moods do. What it does not: that four
people seem to speak. So the encoder's cosines are printed between voices, and between two strangers
(espeak-ng and Kokoro in int8, extra [kokoro]).

Loudness (LUFS) is that of the raw voice, and of what a clip gets at the default target.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tools.mini.clips.voiceprints import Encoder, Print, plain
from tools.mini.training import command_line, use_one_thread
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.models.speech.hibari import HibariSpeaker
from vortex_gui.models.speech.voices import EMOTIONS
from vortex_gui.pipeline.sound.levelling import levelled
from vortex_gui.pipeline.sound.measure import measured

Sound = npt.NDArray[np.float32]
Printer = Callable[[Sound, int], Print]

ENROLLED = (
    "The harbour was quiet, and the boats lay side by side in the fog.",
    "Nobody had told the mayor that the bridge was closed for the summer.",
    "A second helping of soup was offered to everyone at the table.",
    "Their train left the station ten minutes early, which surprised the guard.",
    "We measured the garden twice and still bought too much fence.",
    "The library keeps its oldest maps in a room without windows.",
    "She whistled a tune that her grandfather had learned at sea.",
    "Most of the apples were gone before the birds noticed them.",
)
CLAIMED = (
    "The weather will stay dry until the middle of the week.",
    "Two engineers walked across the roof to look at the clock.",
    "Please bring your own chair if you want to sit at the concert.",
    "The museum bought a painting of a very small horse.",
    "Every morning the baker opens his door before the sun is up.",
    "They found an old letter under the floor of the kitchen.",
    "A new road will join the valley with the coast next year.",
    "He counted the stairs again, and again there was one too many.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """How well a measure tells the voices apart, shares 0..1."""

    equal_error: float
    right: float
    worst_pair: tuple[str, str, float]
    """The two voices that it mixes up most, and the equal error rate between these two."""


def claims(enrolled: dict[str, Print], spoken: dict[str, list[Print]]) -> tuple[list[float], list[float]]:
    """Cosines of true claims and of false ones."""
    true: list[float] = []
    false: list[float] = []
    for speaker, prints in spoken.items():
        for claimed, model in enrolled.items():
            (true if claimed == speaker else false).extend(cosine(each, model) for each in prints)
    return true, false


def cosine(one: Print, other: Print) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def equal_error_rate(true: Sequence[float], false: Sequence[float]) -> float:
    """Where the share of true claims below a limit meets that of false ones at or above it."""
    limits = np.unique([*true, *false])
    refused = np.array([np.mean(np.asarray(true) < limit) for limit in limits])
    accepted = np.array([np.mean(np.asarray(false) >= limit) for limit in limits])
    best = int(np.abs(refused - accepted).argmin())
    return float(refused[best] + accepted[best]) / 2


def told_apart(enrolled: dict[str, list[Print]], spoken: dict[str, list[Print]]) -> Told:
    """Voices by the mean of their enrolled prints, against prints of other sentences."""
    models = {voice: np.mean(prints, axis=0) for voice, prints in enrolled.items()}
    nearest = [
        max(models, key=lambda claimed: cosine(each, models[claimed])) == voice
        for voice, prints in spoken.items()
        for each in prints
    ]
    pairs = [
        (one, other, equal_error_rate(*claims({n: models[n] for n in (one, other)},
                                              {n: spoken[n] for n in (one, other)})))
        for one, other in itertools.combinations(models, 2)
    ]  # fmt: skip
    worst = max(pairs, key=lambda pair: pair[2])
    return Told(equal_error_rate(*claims(models, spoken)), float(np.mean(nearest)), worst)


def scaled(printer: Printer, sounds: dict[str, list[Sound]], rate: int) -> Printer:
    """The measure about the mean of these sounds, each number in units of its spread within a voice."""
    prints = {voice: np.stack([printer(sound, rate) for sound in said]) for voice, said in sounds.items()}
    centre = np.mean([each.mean(0) for each in prints.values()], axis=0)
    spread = np.sqrt(np.mean([each.var(0) for each in prints.values()], axis=0)) + 1e-9
    return lambda sound, at: (printer(sound, at) - centre) / spread


def all_said(speaker: HibariSpeaker, script: Sequence[str], emotion: str) -> dict[str, list[Sound]]:
    """Each voice's sounds of the sentences."""
    return {
        voice: [
            speaker.synthesize(text, voice=voice, emotion=emotion, seed=seed).waveform
            for seed, text in enumerate(script)
        ]
        for voice in speaker.voices
    }


def print_told(name: str, printer: Printer, rate: int, enrolled: dict[str, list[Sound]],
               said: dict[str, dict[str, list[Sound]]]) -> float:  # fmt: skip
    """A row for each emotion; the neutral equal error rate comes back."""
    models = {voice: [printer(sound, rate) for sound in each] for voice, each in enrolled.items()}
    found = {}
    for emotion, sounds in said.items():
        spoken = {voice: [printer(sound, rate) for sound in each] for voice, each in sounds.items()}
        told = found[emotion] = told_apart(models, spoken)
        one, other, rate_of_pair = told.worst_pair
        print(
            f"| {name} | {emotion} | {100 * told.equal_error:.1f} % | {100 * told.right:.0f} % "
            f"| {one}, {other}: {100 * rate_of_pair:.1f} % |",
            flush=True,
        )
    return found["neutral"].equal_error


def print_cosines(encoder: Encoder, rate: int, enrolled: dict[str, list[Sound]]) -> None:
    """Within each voice, between voices, and between two strangers."""
    from tools.mini.clips.strangers import STRANGERS

    prints = {voice: [encoder.voiceprint(s, rate) for s in said] for voice, said in enrolled.items()}
    strangers = {
        name: [encoder.voiceprint(*speak(t)) for t in ENROLLED[:4]] for name, speak in STRANGERS.items()
    }
    for name, other in itertools.combinations_with_replacement(prints, 2):
        print(f"cosine {name:10} {other:10} {_alike(prints[name], prints[other]):.2f}")
    print(f"cosine {' '.join(strangers)} {_alike(*strangers.values()):.2f}")


def _alike(these: list[Print], those: list[Print]) -> float:
    return float(np.mean([cosine(a, b) for a in these for b in those if a is not b]))


def print_loudness(rate: int, said: dict[str, dict[str, list[Sound]]]) -> None:
    """Of each voice and emotion all sentences in one; raw, then at the default target."""
    target = OutputSettings().loudness_lufs
    for emotion, sounds in said.items():
        for voice, each in sounds.items():
            whole = np.concatenate(each)
            _, after = levelled(whole, rate, target)
            raw = measured(whole, rate).lufs
            print(f"| {voice} | {emotion} | {raw} | {after.lufs} | {after.true_peak_db} |")


def main() -> int:
    parser = command_line(__doc__)
    parser.add_argument("--encoder", type=Path, help="pretrained.pt of Resemblyzer 0.1.4")
    options = parser.parse_args()
    use_one_thread()
    speaker = HibariSpeaker()
    rate = speaker.synthesize("Hello.").sample_rate
    enrolled = all_said(speaker, ENROLLED, "neutral")
    said = {emotion: all_said(speaker, CLAIMED, emotion) for emotion in EMOTIONS}
    print("| measure | emotion | equal error rate | right | the pair that it mixes up most |")
    rates = [print_told("cepstra", scaled(plain, enrolled, rate), rate, enrolled, said)]
    if options.encoder is not None:
        encoder = Encoder(options.encoder)
        rates.append(print_told("encoder", encoder.voiceprint, rate, enrolled, said))
        print_cosines(encoder, rate, enrolled)
    print_loudness(rate, said)
    return 0 if max(rates) <= MOST_ERRORS else 1


MOST_ERRORS = 0.05
"""Of neutral speech: voices that a verifier mixes up more often are not four."""

if __name__ == "__main__":
    sys.exit(main())
