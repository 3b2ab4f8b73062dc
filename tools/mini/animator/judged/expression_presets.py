"""Tells the four expression presets apart in short clips of talking presenters.

    python -m tools.mini.animator.judged.expression_presets [--people N] [--sheet SHEET.png]

Held-out presenters speak through the product's own voice, motion and animator, each with every preset. Of
each clip every sixth frame is read: mean and spread of brows, smile, lids and lips, and of the head's turns.
Half of the presenters give the mean of each preset; the other half, with other scripts and seeds, are told by
the nearest mean. Chance is one in four. A frame is read by `pose_reader`, trained first where it was not yet.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from tools.mini.animator.evaluate_animator import CPU, held_out, picture_of
from tools.mini.animator.export import SHIPPED
from tools.mini.animator.judged.face_reading import (
    Classes,
    Labels,
    chosen_frames,
    confusion,
    mean_right,
    table,
)
from tools.mini.animator.judged.pose_reader import PoseReader, Readings, train
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import command_line, use_one_thread
from vortex_gui.models.contracts import Speech
from vortex_gui.models.live_portrait.animator import LivePortraitAnimator
from vortex_gui.models.live_portrait.motion import PRESETS, plan_motion
from vortex_gui.models.speech.hibari import HibariSpeaker

FPS = 24
EVERY = 6
GOAL = 0.90
NAMES = tuple(PRESETS)
LEARNED = (
    "Good evening. The moon has filed a complaint about the noise from below.",
    "A slice of toast has landed butter side up, and scientists are crying.",
)
TOLD = (
    "Tomorrow will be wet in the north, and warm behind the mountains.",
    "The cat has won again. In her speech, she pushed a glass off the table.",
)


def features(readings: Readings) -> Readings:
    """Of one clip's readings (frames, 10): their means, and the logarithms of their spreads."""
    return np.concatenate((readings.mean(axis=0), np.log(readings.std(axis=0) + 1e-3)))


def watched(
    animator: LivePortraitAnimator,
    reader: PoseReader,
    speech: Speech,
    person: Presenter,
    preset: str,
    seed: int,
) -> tuple[Readings, torch.Tensor]:
    """What a clip shows, and a frame from its middle."""
    frames = round(speech.waveform.size / speech.sample_rate * FPS)
    motion = plan_motion(
        speech.waveform, speech.sample_rate, speech.phonemes,
        frames=frames, fps=FPS, expressions=[preset], seed=seed,
    )  # fmt: skip
    actor = picture_of(person)
    portrait = animator.portrait(actor[None].float() / 255)
    drawn = chosen_frames(animator, portrait, motion, range(0, frames, EVERY))
    return features(reader.read(drawn) - reader.read(actor[None])), drawn[len(drawn) // 2]


def all_watched(
    animator: LivePortraitAnimator,
    reader: PoseReader,
    people: Sequence[Presenter],
    scripts: Sequence[str],
    seed: int,
) -> tuple[Readings, Labels, list[torch.Tensor]]:
    """Each presenter with the next of the scripts, once with every preset; no two clips share a seed."""
    speaker = HibariSpeaker()
    said = [speaker.synthesize(script, seed=seed) for script in scripts]
    found = [
        watched(
            animator, reader, said[number % len(said)], person, preset, seed + number * len(NAMES) + label
        )
        for number, person in enumerate(people)
        for label, preset in enumerate(NAMES)
    ]
    labels = np.tile(np.arange(len(NAMES)), len(people))
    return np.stack([row for row, _ in found]), labels, [frame for _, frame in found]


def sheet_of(frames: Sequence[torch.Tensor]) -> Image.Image:
    """A row for each presenter, a column for each preset."""
    rows = [torch.cat(list(frames[at : at + len(NAMES)]), dim=2) for at in range(0, len(frames), len(NAMES))]
    return Image.fromarray(torch.cat(rows, dim=1).permute(1, 2, 0).numpy())


def main() -> int:
    parser = command_line(__doc__)
    parser.add_argument("--people", type=int, default=64, help="half to learn from, half to tell")
    parser.add_argument("--sheet", type=Path, help="write a picture of the expressions here")
    options = parser.parse_args()
    use_one_thread()
    animator, reader = LivePortraitAnimator(SHIPPED, CPU), train()
    people = held_out(options.people)
    samples, labels, _ = all_watched(animator, reader, people[::2], LEARNED, seed=1)
    told, shown, frames = all_watched(animator, reader, people[1::2], TOLD, seed=50_001)
    found = Classes(len(NAMES), samples, labels).nearest(told)
    counts = confusion(shown, found, len(NAMES))
    print("\n".join(table(NAMES, counts)))
    right = mean_right(counts)
    print(f"mean right {100 * right:.0f} %, chance {100 / len(NAMES):.0f} %, goal {100 * GOAL:.0f} %")
    if options.sheet is not None:
        sheet_of(frames[: 4 * len(NAMES)]).save(options.sheet)
    return 0 if right >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
