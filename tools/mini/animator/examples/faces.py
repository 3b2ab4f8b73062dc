"""Pictures of presenters in the crop, and what the renderer knows of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch.nn import functional

from tools.mini.animator.examples.crop import LEFT, SHIFT, SIDE, TOP
from tools.mini.animator.examples.driven_poses import driven_pose, source_pose
from tools.mini.animator.examples.keypoints import ROWS, canonical_keypoints, controls_of
from tools.mini.captions import sample_split
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.geometry import CANVAS
from tools.mini.renderer.pose import Pose
from tools.mini.renderer.presenter import Presenter
from vortex_gui.models.live_portrait.keypoints import rotation_matrix, transform


@dataclass(frozen=True, slots=True)
class Faces:
    """Pictures (N, 3, 224, 224), or larger, and what the renderer knows of them."""

    pictures: torch.Tensor
    kp: torch.Tensor  # (N, 21, 3)
    controls: torch.Tensor  # (N, 8)
    angles: torch.Tensor  # (N, 3) degrees: pitch, yaw, roll as LivePortrait counts them
    scale: torch.Tensor  # (N, 1)

    def expression(self) -> torch.Tensor:
        return torch.einsum("nc,ckx->nkx", self.controls, ROWS)

    def keypoints(self, kp: torch.Tensor | None = None) -> torch.Tensor:
        kp = self.kp if kp is None else kp
        turn = rotation_matrix(*self.angles.unbind(dim=1))
        shift = torch.tensor([SHIFT]).expand(len(kp), 3)
        return transform(kp, turn, self.expression(), self.scale, shift)


def draw_face(person: Presenter, pose: Pose, size: int = CANVAS) -> torch.Tensor:
    top, left, side = (size * n // CANVAS for n in (TOP, LEFT, SIDE))
    picture = torch.from_numpy(draw(person, pose, size)[top : top + side, left : left + side])
    return picture.permute(2, 0, 1).float() / 255


def faces(people: list[Presenter], poses: list[Pose], size: int = CANVAS) -> Faces:
    # The renderer turns the other way about the vertical axis than LivePortrait counts.
    return Faces(
        pictures=torch.stack([draw_face(*pair, size) for pair in zip(people, poses, strict=True)]),
        kp=torch.stack([canonical_keypoints(person) for person in people]),
        controls=torch.tensor([controls_of(pose) for pose in poses]),
        angles=torch.tensor([[p.pitch, -p.yaw, p.roll] for p in poses]),
        scale=torch.tensor([[p.zoom] for p in poses]),
    )


def draw_batch(rng: np.random.Generator, people: int, drives: int, size: int = CANVAS) -> tuple[Faces, Faces]:
    """Sources (people) and driven faces (people * drives, each source's together), of pictures so large."""
    persons = [sample_split(rng) for _ in range(people)]
    rests = [source_pose(rng, person) for person in persons]
    repeated = [person for person in persons for _ in range(drives)]
    driven = [driven_pose(rng, rest) for rest in rests for _ in range(drives)]
    return faces(persons, rests, size), faces(repeated, driven, size)


def recolour(source: Faces, driven: Faces, drives: int) -> tuple[Faces, Faces]:
    """Other colours and a little softness, the same for a source and its driven faces."""
    people = len(source.pictures)
    gain = 1 + 0.15 * (2 * torch.rand(people, 3, 1, 1) - 1)
    lift = 0.06 * (2 * torch.rand(people, 3, 1, 1) - 1)
    soft = (torch.rand(people, 1, 1, 1) < 0.4).float() * torch.rand(people, 1, 1, 1)

    def change(pictures: torch.Tensor, repeat: int) -> torch.Tensor:
        g, b, s = (value.repeat_interleave(repeat, dim=0) for value in (gain, lift, soft))
        blurred = functional.avg_pool2d(functional.pad(pictures, (1, 1, 1, 1), mode="replicate"), 3, 1)
        return (g * (pictures + s * (blurred - pictures)) + b).clamp(0, 1)

    return (
        replace(source, pictures=change(source.pictures, 1)),
        replace(driven, pictures=change(driven.pictures, drives)),
    )


def small(pictures: torch.Tensor) -> torch.Tensor:
    """What F and M see: the crop reduced by area averaging."""
    return functional.avg_pool2d(pictures, 2)
