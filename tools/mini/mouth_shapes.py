"""Tells mouth shapes apart in single frames of talking presenters, at the times of known phonemes.

    python -m tools.mini.mouth_shapes [--people N] [--sheet SHEET.png]

Held-out presenters speak through the product's own voice, motion and animator. Of each, the frame nearest
to the middle of every phoneme of six kinds is read: rest (a pause), closed (m b p), open (a), wide (e),
round (o u), teeth (f v). Half of the presenters, with four scripts, give the mean of each kind; the other
half, with other scripts and another voice, are told by the nearest mean. Chance is one in six. The same means
then read the frames before and after: where most are right is the offset of the lips.

A frame is read by `pose_reader`, trained first where it was not yet: four minutes of processor time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from PIL import Image

from tools.mini.evaluate_animator import CPU, held_out, picture_of
from tools.mini.face_reading import (
    Classes,
    Labels,
    chosen_frames,
    confusion,
    mean_right,
    table,
)
from tools.mini.pose_reader import CONTROLS, PoseReader, Readings, train
from tools.mini.presenter import Presenter
from tools.mini.train_animator import SHIPPED
from tools.mini.training import command_line, use_one_thread
from vortex_gui.models.contracts import PhonemeSpan, Speech
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator
from vortex_gui.models.live_portrait.motion import plan_motion
from vortex_gui.models.speech.hibari import HibariSpeaker

FPS = 24
GOAL = 0.85
KINDS = ("rest", "closed", "open", "wide", "round", "teeth")
SHAPES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys("mbp", "closed")
    | dict.fromkeys("ɑæa", "open")
    | dict.fromkeys("ieA", "wide")
    | dict.fromkeys("uoOʊw", "round")
    | dict.fromkeys("fv", "teeth")
)
"""Kokoro's alphabet: A is the vowel of day, O that of go."""
LEAST_PAUSE_S = 0.25
OFFSETS = range(-2, 3)
LIPS = tuple(CONTROLS.index(name) for name in ("mouth_open", "mouth_width", "mouth_round", "smile"))
"""What is read, of a frame and of the actor's own mood; the pose and the eyes say nothing of the mouth."""

LEARNED = (
    "Five of our movers have a boat. Who knew? We moved the map past the farm before May.",
    "Papa found a very bad phone. Do you fear bees? Stop at the market and buy me a vase.",
    "A few fat foxes live above the pub. Move over! Even the moon is a big lamp.",
    "Believe me, the roof is safe. Two ovens full of food, and nobody made a map of it.",
)
TOLD = (
    "Bob has a fine view of the sea. Go home! Seven maps and a vote for the lamp.",
    "Even a fat bee may fall. Who moved the phone? My van is half full of jam.",
    "Tomorrow the fog leaves the bay. So do we. A farmer saved the beans before the storm.",
    "We have a problem with the zoo. Feed me, said the fish. Both voices came from above.",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of the frames about each phoneme: (offsets, n, columns), and its kind."""

    readings: Readings
    labels: Labels


def moments(speech: Speech, frames: int) -> Iterator[tuple[int, int]]:
    """Frame and kind of each phoneme that has one, and of the middle of each pause."""
    for span in speech.phonemes:
        if (shape := SHAPES.get(span.phoneme)) is not None:
            yield frame_of(span, frames), KINDS.index(shape)
    edges = [0.0, *(t for span in speech.phonemes for t in (span.start_s, span.end_s)), frames / FPS]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin >= LEAST_PAUSE_S:
            yield frame_of(PhonemeSpan("", begin, end), frames), KINDS.index("rest")


def frame_of(span: PhonemeSpan, frames: int) -> int:
    """The one that shows the middle of it."""
    return min(int((span.start_s + span.end_s) / 2 * FPS), frames - 1)


def watched(
    animator: LivePortraitAnimator,
    reader: PoseReader,
    speech: Speech,
    person: Presenter,
    seed: int,
    offsets: Sequence[int],
) -> tuple[Seen, torch.Tensor]:
    """One presenter who says it; the frames at offset 0 beside what was read."""
    frames = round(speech.waveform.size / speech.sample_rate * FPS)
    motion = plan_motion(
        speech.waveform, speech.sample_rate, speech.phonemes, frames=frames, fps=FPS, seed=seed
    )
    places = list(moments(speech, frames))
    wanted = [min(max(frame + by, 0), frames - 1) for by in offsets for frame, _ in places]
    numbers, which = np.unique(wanted, return_inverse=True)
    actor = picture_of(person)
    portrait = animator.portrait(actor[None].float() / 255)
    drawn = chosen_frames(animator, portrait, motion, numbers.tolist())
    read, own = reader.read(drawn)[:, LIPS], reader.read(actor[None])[:, LIPS]
    readings = np.hstack((read, np.repeat(own, len(read), axis=0)))[which]
    readings = readings.reshape(len(offsets), len(places), 2 * len(LIPS))
    at_time = list(offsets).index(0) * len(places)
    labels = np.array([kind for _, kind in places])
    return Seen(readings, labels), drawn[which[at_time : at_time + len(places)]]


def all_watched(
    animator: LivePortraitAnimator, reader: PoseReader, people: Sequence[Presenter], scripts: Sequence[str],
    voice: str, offsets: Sequence[int],
) -> tuple[Seen, list[torch.Tensor]]:  # fmt: skip
    """Each presenter with the next of the scripts."""
    speaker = HibariSpeaker()
    said = [speaker.synthesize(script, voice=voice, seed=seed) for seed, script in enumerate(scripts)]
    found = [
        watched(animator, reader, said[number % len(said)], person, number, offsets)
        for number, person in enumerate(people)
    ]
    seen = Seen(
        np.concatenate([each.readings for each, _ in found], axis=1),
        np.concatenate([each.labels for each, _ in found]),
    )
    return seen, [frames for _, frames in found]


def sheet_of(frames: Sequence[torch.Tensor], labels: Labels) -> Image.Image:
    """A row for each presenter: the mouth of the first frame of every kind."""
    rows, begin = [], 0
    for shown in frames:
        kinds = labels[begin : begin + len(shown)]
        firsts = [int(np.flatnonzero(kinds == kind)[0]) for kind in range(len(KINDS))]
        rows.append(torch.cat([shown[first][:, 64:192, 64:192] for first in firsts], dim=2))
        begin += len(shown)
    return Image.fromarray(torch.cat(rows, dim=1).permute(1, 2, 0).numpy())


def main() -> int:
    parser = command_line(__doc__)
    parser.add_argument("--people", type=int, default=32, help="half to learn from, half to tell")
    parser.add_argument("--sheet", type=Path, help="write a picture of the mouths here")
    options = parser.parse_args()
    use_one_thread()
    animator, reader = LivePortraitAnimator(SHIPPED, CPU), train()
    people = held_out(options.people)
    learned, _ = all_watched(animator, reader, people[::2], LEARNED, "af_heart", [0])
    told, frames = all_watched(animator, reader, people[1::2], TOLD, "rick_c137", OFFSETS)
    classes = Classes(len(KINDS), learned.readings[0], learned.labels)
    by_offset = {
        by: confusion(told.labels, classes.nearest(readings), len(KINDS))
        for by, readings in zip(OFFSETS, told.readings, strict=True)
    }
    print("\n".join(table(KINDS, by_offset[0])))
    right = mean_right(by_offset[0])
    print(f"mean right {100 * right:.0f} %, chance {100 / len(KINDS):.0f} %, goal {100 * GOAL:.0f} %")
    print("by offset: " + ", ".join(f"{by:+d} {100 * mean_right(c):.0f} %" for by, c in by_offset.items()))
    if options.sheet is not None:
        sheet_of(frames[:8], told.labels).save(options.sheet)
    best = max(by_offset, key=lambda by: mean_right(by_offset[by]))
    return 0 if right >= GOAL and abs(best) <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
