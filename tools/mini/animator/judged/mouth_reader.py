"""Tells which kind of mouth a frame shows; a small network taught on the renderer's pictures alone.

    python -m tools.mini.animator.judged.mouth_reader [--steps 2000] [--seed 0]

It judges the animator's frames, so it never sees one while it learns: it learns the mouths that the renderer
draws where the product's plan says so, beside the same presenter at rest. The figures printed are of
held-out presenters that the renderer drew, with other scripts and another voice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tools.mini.animator.judged.face_reading import Labels, confusion, mean_right, table
from tools.mini.animator.judged.spoken_mouths import KINDS, drawn_pose, frames_of, moments, planned
from tools.mini.animator.judged.taught_reader import taught
from tools.mini.captions import sample_split
from tools.mini.disturbance import shaded_and_noisy
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import (
    Checkpoint,
    command_line,
    seed_everything,
    training_folder,
    use_one_thread,
)
from vortex_gui.models.contracts import Speech
from vortex_gui.models.speech.hibari import HibariSpeaker

ROWS, COLUMNS = slice(120, 192), slice(84, 172)
"""Of a picture of 256: the mouth of every head, with room for the head's turns."""
VOICES = ("af_heart", "morty", "summer")
TOLD_VOICE = "rick_c137"
DRAWN, BATCH, STEPS = 6_000, 48, 2_000
SHIFT = 2
"""Pixels that a mouth may lie beside its place: an animator's head is not the renderer's to the pixel."""

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


class MouthReader(nn.Module):
    """Mouths (N, 6, 72, 88) in [-1, 1], a frame's and the presenter's at rest, to a logit for each kind."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in ((6, 24), (24, 48), (48, 64)):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.BatchNorm2d(after), nn.ReLU()]
            layers += [nn.Conv2d(after, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU()]
        self.features = nn.Sequential(*layers, nn.Conv2d(64, 24, 1), nn.Flatten(), nn.ReLU())
        self.kinds = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(24 * 9 * 11, 96), nn.ReLU(), nn.Linear(96, len(KINDS))
        )

    def forward(self, mouths: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.kinds(self.features(mouths))
        return logits

    @torch.inference_mode()
    def read(self, frames: torch.Tensor, at_rest: torch.Tensor) -> Labels:
        """The kinds in uint8 (n, 3, H, H), of a presenter who rests as in (3, H, H)."""
        resting = mouths_of(at_rest[None])
        parts = [
            self(scaled(torch.cat((mouths_of(part), resting.expand(len(part), -1, -1, -1)), dim=1))).argmax(
                dim=1
            )
            for part in torch.split(frames, 32)
        ]
        kinds: Labels = torch.cat(parts).numpy()
        return kinds


def mouths_of(pictures: torch.Tensor) -> torch.Tensor:
    """The mouth's part of uint8 pictures (N, 3, H, H), as float of a picture of 256."""
    return functional.interpolate(pictures.float(), size=(256, 256), mode="area")[:, :, ROWS, COLUMNS]


def scaled(mouths: torch.Tensor) -> torch.Tensor:
    return mouths / 127.5 - 1


def drawn_mouth(person: Presenter, pose: Pose) -> torch.Tensor:
    """uint8 (3, 72, 88)."""
    return torch.from_numpy(draw(person, pose)[ROWS, COLUMNS].copy()).permute(2, 0, 1)


def said(scripts: Sequence[str], voices: Sequence[str]) -> list[Speech]:
    speaker = HibariSpeaker()
    return [
        speaker.synthesize(script, voice=voice, seed=seed)
        for seed, script in enumerate(scripts)
        for voice in voices
    ]


def drawn(
    rng: np.random.Generator, count: int, speeches: Sequence[Speech], *, held: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mouths uint8 (count, 6, 72, 88) where a speech's plan shows them, as many of each kind; and kinds."""
    plans = [planned(speech, seed) for seed, speech in enumerate(speeches)]
    places = [
        (plan, frame, kind)
        for speech, plan in zip(speeches, plans, strict=True)
        for frame, kind in moments(speech, frames_of(speech))
    ]
    kinds = np.arange(count) % len(KINDS)
    mouths = []
    for kind in kinds:
        those = [place for place in places if place[2] == kind]
        plan, frame, _ = those[int(rng.integers(len(those)))]
        person = sample_split(rng, held=held)
        pair = drawn_mouth(person, drawn_pose(person, plan, frame)), drawn_mouth(person, rest_pose(person))
        mouths.append(torch.cat(pair))
    return torch.stack(mouths), torch.from_numpy(kinds)


def disturbed(mouths: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """A little blurred, shifted, shaded and noisy, so that soft edges read as the renderer's do."""
    shown, resting = mouths[:, :3], mouths[:, 3:]
    if rng.random() < 0.6:
        size = int(rng.choice([3, 5]))
        shown = functional.avg_pool2d(shown, size, stride=1, padding=size // 2, count_include_pad=False)
    by = rng.integers(-SHIFT, SHIFT + 1, 2)
    padded = functional.pad(shown, [SHIFT] * 4, mode="replicate")
    rows, columns = shown.shape[2:]
    top, left = (SHIFT + int(n) for n in by)
    both = torch.cat((padded[:, :, top : top + rows, left : left + columns], resting), dim=1)
    return shaded_and_noisy(both, rng, 0.08)


def train(steps: int = STEPS, seed: int = 0, folder: Path | None = None, count: int = DRAWN) -> MouthReader:
    """The taught reader; it is kept as `mouth.pt` in the training folder, and not taught again."""
    checkpoint = Checkpoint((folder or training_folder("mouth_reader")) / "mouth.pt")
    seed_everything(seed)
    reader = MouthReader()

    def prepare() -> Callable[[], torch.Tensor]:
        rng = np.random.default_rng((seed, 7))
        mouths, kinds = drawn(rng, count, said(LEARNED, VOICES))

        def loss() -> torch.Tensor:
            chosen = torch.from_numpy(rng.integers(0, count, BATCH))
            logits = reader(disturbed(scaled(mouths[chosen].float()), rng))
            return functional.cross_entropy(logits, kinds[chosen], label_smoothing=0.05)

        return loss

    return taught(reader, checkpoint, steps, "mouths", prepare)


def examine(reader: MouthReader, count: int = 600, seed: int = 9) -> Labels:
    """Counts (shown, read) over held-out presenters that the renderer drew."""
    mouths, kinds = drawn(np.random.default_rng(seed), count, said(TOLD, [TOLD_VOICE]), held=True)
    with torch.inference_mode():
        found = torch.cat([reader(scaled(part.float())).argmax(dim=1) for part in torch.split(mouths, 32)])
    return confusion(kinds.numpy(), found.numpy(), len(KINDS))


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    use_one_thread()
    counts = examine(train(options.steps, options.seed))
    print("\n".join(table(KINDS, counts)))
    print(f"mean right {100 * mean_right(counts):.0f} %")


if __name__ == "__main__":
    main()
