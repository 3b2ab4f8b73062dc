"""Reads a presenter's pose off a picture; a small network taught on the renderer's pictures alone.

    python -m tools.mini.animator.judged.pose_reader [--steps 1500] [--seed 0]

It judges the animator's frames, so it never sees one while it learns. The figures printed are of held-out
presenters that the renderer drew: the correlation of what is read with the pose that was drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from tools.mini.animator.judged.taught_reader import taught
from tools.mini.captions import sample_split
from tools.mini.disturbance import shaded_and_noisy
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.pose import Pose, random_pose
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import (
    Checkpoint,
    command_line,
    seed_everything,
    training_folder,
    use_one_thread,
)

CONTROLS = (
    "mouth_open",
    "mouth_width",
    "mouth_round",
    "smile",
    "brow",
    "blink",
    "yaw",
    "pitch",
    "roll",
    "zoom",
)
UNITS = (0.3, 0.5, 0.3, 0.6, 0.6, 0.4, 12.0, 9.0, 7.0, 0.04)
"""About the spread of each: what the network reads is in these units about the pose at rest."""
SIDE = 128
FACE = slice(26, 98)
"""Rows and columns of the picture at `SIDE` that hold brows, eyes and mouth of every head."""
DRAWN, BATCH, STEPS = 4_000, 48, 1_500

Readings = npt.NDArray[np.float64]
"""(n, controls), in the renderer's units."""


class PoseReader(nn.Module):
    """Faces (N, 3, 72, 72) in [-1, 1] to (N, 10) numbers in `UNITS`."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in ((3, 16), (16, 32), (32, 48)):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.BatchNorm2d(after), nn.ReLU()]
            layers += [nn.Conv2d(after, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU()]
        self.features = nn.Sequential(*layers, nn.Conv2d(48, 24, 1), nn.Flatten(), nn.ReLU())
        self.pose = nn.Sequential(nn.Linear(24 * 81, 128), nn.ReLU(), nn.Linear(128, len(CONTROLS)))

    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        read: torch.Tensor = self.pose(self.features(faces))
        return read

    @torch.inference_mode()
    def read(self, frames: torch.Tensor) -> Readings:
        """The poses of uint8 (n, 3, 256, 256)."""
        rows = [self(faces_of(part.float() / 127.5 - 1)) for part in torch.split(frames, 32)]
        at_rest = np.array([getattr(Pose(), name) for name in CONTROLS])
        read: Readings = torch.cat(rows).double().numpy() * UNITS + at_rest
        return read


def faces_of(pictures: torch.Tensor) -> torch.Tensor:
    """The part with brows, eyes and mouth of pictures (N, 3, H, W) of any size."""
    return functional.interpolate(pictures, size=(SIDE, SIDE), mode="area")[:, :, FACE, FACE]


def wanted(poses: Sequence[Pose]) -> torch.Tensor:
    rows = [
        [
            (getattr(pose, name) - getattr(Pose(), name)) / unit
            for name, unit in zip(CONTROLS, UNITS, strict=True)
        ]
        for pose in poses
    ]
    return torch.tensor(rows)


def drawn(rng: np.random.Generator, count: int, *, held: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """Faces uint8 (count, 3, 72, 72) in any pose, and what to read of them."""
    people: list[Presenter] = [sample_split(rng, held=held) for _ in range(count)]
    poses = [random_pose(rng, person) for person in people]
    pictures = [draw(p, pose, size=SIDE)[FACE, FACE] for p, pose in zip(people, poses, strict=True)]
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2), wanted(poses)


def disturbed(faces: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """A little blurred, shaded and noisy, so that an animator's softness reads as the renderer's edges do."""
    if rng.random() < 0.5:
        faces = functional.avg_pool2d(faces, 3, stride=1, padding=1, count_include_pad=False)
    return shaded_and_noisy(faces, rng, 0.08)


def train(steps: int = STEPS, seed: int = 0, folder: Path | None = None, count: int = DRAWN) -> PoseReader:
    """The taught reader; it is kept as `pose.pt` in the training folder, and not taught again."""
    checkpoint = Checkpoint((folder or training_folder("pose_reader")) / "pose.pt")
    seed_everything(seed)
    reader = PoseReader()

    def prepare() -> Callable[[], torch.Tensor]:
        rng = np.random.default_rng((seed, 6))
        faces, poses = drawn(rng, count)

        def loss() -> torch.Tensor:
            chosen = torch.from_numpy(rng.integers(0, count, BATCH))
            read = reader(disturbed(faces[chosen].float() / 127.5 - 1, rng))
            return functional.smooth_l1_loss(read, poses[chosen])

        return loss

    return taught(reader, checkpoint, steps, "pose", prepare)


def examine(reader: PoseReader, count: int = 300, seed: int = 9) -> dict[str, float]:
    """Correlation of each control over held-out presenters."""
    faces, poses = drawn(np.random.default_rng(seed), count, held=True)
    with torch.inference_mode():
        read = reader(faces.float() / 127.5 - 1)
    return {
        name: float(np.corrcoef(read[:, column], poses[:, column])[0, 1])
        for column, name in enumerate(CONTROLS)
    }


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    use_one_thread()
    for name, correlation in examine(train(options.steps, options.seed)).items():
        print(f"{name:12} {correlation:.3f}")


if __name__ == "__main__":
    main()
