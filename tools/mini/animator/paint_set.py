"""What the doubling of the animator's paint learns from, prepared once: a presenter at rest and driven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from tools.mini import prepared_files
from tools.mini.animator.drive import read_keypoints
from tools.mini.animator.examples.crop import PAINT
from tools.mini.animator.examples.faces import Faces, draw_batch, recolour
from tools.mini.animator.picture_loss import face_weights
from tools.mini.animator.train_animator import DRIVES, PRESENTERS
from tools.mini.prepared_files import Array
from tools.mini.renderer.geometry import CANVAS
from tools.mini.training import Progress
from vortex_gui.models.live_portrait.checkpoint import read_config
from vortex_gui.models.live_portrait.networks.compose import PIXELS_PER_CELL, move_crop
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks
from vortex_gui.models.live_portrait.weights import load_networks

SCALE = 2


@dataclass(frozen=True, slots=True)
class PaintSet:
    """Files of N pairs in the paint window. In half precision, what the animator drew (N, 5, 128, 128) and
    the loss's weights (N, 1, 128, 128); in bytes, the picture that it moved and the renderer's, both
    (N, 3, 256, 256).
    """

    drawn: npt.NDArray[np.float16]
    weights: npt.NDArray[np.float16]
    moved: npt.NDArray[np.uint8]
    targets: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.drawn)


def load_or_make(folder: Path, checkpoint: Path, count: int, seed: int) -> PaintSet:
    """The prepared pairs in `folder`, drawn by the animator of `checkpoint` where they are missing."""
    side = PIXELS_PER_CELL * PAINT.side
    large = (count, 3, SCALE * side, SCALE * side)
    shapes: prepared_files.Shapes = {
        "drawn": (np.float16, (count, 5, side, side)),
        "weights": (np.float16, (count, 1, side, side)),
        "moved": (np.uint8, large),
        "targets": (np.uint8, large),
    }

    def fill(files: Mapping[str, Array]) -> None:
        networks = load_networks(checkpoint, read_config(checkpoint).sizes)
        progress, begin = Progress(count, "pairs"), 0
        for made in _batches(networks, seed):
            taken = min(count - begin, len(made["drawn"]))
            for name, rows in made.items():
                files[name][begin : begin + taken] = rows[:taken].numpy()
            begin += taken
            progress.update(begin)
            if begin == count:
                return

    return PaintSet(**prepared_files.load_or_fill(folder, shapes, fill))  # type: ignore[arg-type]


def _batches(networks: LivePortraitNetworks, seed: int) -> Iterator[dict[str, torch.Tensor]]:
    number = 0
    while True:
        torch.manual_seed(seed + number)
        yield _batch(networks, np.random.default_rng((seed, 9, number)))
        number += 1


@torch.no_grad()
def _batch(networks: LivePortraitNetworks, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    source, driven = recolour(*large_batch(rng), DRIVES)
    seen = functional.avg_pool2d(source.pictures, 2 * SCALE)
    start, goal = read_keypoints(networks, seen, source, driven, DRIVES)
    volume = networks.appearance_feature_extractor(seen).repeat_interleave(DRIVES, dim=0)
    warp = networks.warping_module(volume, driving=goal, source=start)
    moved = move_crop(source.pictures.repeat_interleave(DRIVES, dim=0), warp.deformation)
    rest, posed = (
        replace(faces, pictures=functional.avg_pool2d(faces.pictures, SCALE)) for faces in (source, driven)
    )
    weights = face_weights(rest, posed, DRIVES)
    return {
        "drawn": networks.spade_generator(PAINT.of_feature(warp.out)).half(),
        "weights": PAINT.of_crop(weights).half(),
        "moved": _bytes(PAINT.of_crop(moved, SCALE)),
        "targets": _bytes(PAINT.of_crop(driven.pictures, SCALE)),
    }


def large_batch(rng: np.random.Generator) -> tuple[Faces, Faces]:
    """As `draw_batch`, with crops of the renderer's pictures at 512."""
    return draw_batch(rng, PRESENTERS, DRIVES, size=SCALE * CANVAS)


def _bytes(pictures: torch.Tensor) -> torch.Tensor:
    return (pictures.clamp(0, 1) * 255).round().byte()
