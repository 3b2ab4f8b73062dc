"""Trains the mini animator, LivePortrait's seven networks at narrow width, on pairs that the renderer draws.

    python -m tools.mini.animator.train_animator [--steps N] [--part motion|picture] [--out FOLDER]

Resumable: run it again and it goes on. Seeded. A kill loses at most a few minutes. The two parts share no
weights: first `motion` (M and the three MLPs, --steps of them at batch 16), then `picture` (F, W and G).

What is taught, and from what:
    M       keypoints, pose, scale and expression that the renderer knows exactly
    F W G   pairs of one presenter at rest and driven, with keypoints as M reads them: the picture, most
            where it changes
    R_lip, R_eye, S     the offsets that the expression table gives for each ratio

The 21 keypoints stand on the head's layers at the published indices (lips 6 12 14 17 19 20, eyes 11 13 15
16 18, brows 1 2). What a pixel cannot follow, such as an opening mouth, also moves its keypoint in depth:
the warp then reads other layers of the source volume, which is where F puts what the mouth will look like.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from tools.mini.captions import STYLE, sample_split
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.geometry import CANVAS, HEAD_POINTS, geometry
from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import Checkpoint, Ema, Progress, seed_everything, training_folder, use_one_thread
from vortex_gui.models.live_portrait.checkpoint import CONTROLS
from vortex_gui.models.live_portrait.keypoints import head_motion, rotation_matrix, transform
from vortex_gui.models.live_portrait.networks import retargeting
from vortex_gui.models.live_portrait.networks.compose import PaintWindow, lay_over, move_crop, paint_colour
from vortex_gui.models.live_portrait.networks.config import NetworkSizes
from vortex_gui.models.live_portrait.networks.motion_extractor import ConvNextBlock
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks, build_networks

SEED = 20_261
STEPS = 3_000
PRESENTERS, DRIVES = 4, 2  # a batch of the picture part
MOTION_BATCH = 16
PARTS = {
    "motion": ("motion_extractor", "stitching", "eye", "lip"),
    "picture": ("appearance_feature_extractor", "warping_module", "spade_generator"),
}
PEAK_RATES = {"motion": 8e-4, "picture": 1.5e-3}
SAVE_EVERY = 100
SHIPPED = Path(__file__).parents[3] / "resources" / "checkpoints" / "mini" / "liveportrait"

MINI = NetworkSizes(
    picture_side=112,
    feature_base=16,
    feature_ceiling=64,
    volume_channels=8,
    volume_depth=4,
    volume_blocks=2,
    motion_depths=(1, 1, 2),
    motion_widths=(32, 64, 128),
    compress=1,
    hourglass_base=16,
    hourglass_ceiling=64,
    hourglass_levels=2,
    mask_kernel=3,
    warp_width=32,
    generator_width=64,
    generator_middle_blocks=2,
    generator_up_widths=(24, 8),
    spade_hidden=16,
    image_channels=5,
    stitching_hidden=(64, 64),
    eye_hidden=(64, 64),
    lip_hidden=(64, 64),
)

# The crop is a fixed square of the 256 picture, so that a pixel of the crop is a pixel of the picture.
LEFT, TOP, SIDE = 16, 0, 224
HALF = SIDE / 2
# Mouth and eyes stand at the same places on every head: the generator works on this third of the crop.
PAINT = PaintWindow(left=6, top=8, side=16)
SHIFT = ((128 - LEFT) / HALF - 1, (116 - TOP) / HALF - 1, 0.0)  # the head's pivot in the crop

POINTS: tuple[tuple[str, ...], ...] = (
    ("nose",),
    ("brow_left",),
    ("brow_right",),
    ("jaw_left",),
    ("jaw_right",),
    ("chin",),
    ("mouth_left",),
    ("head_left",),
    ("head_right",),
    ("forehead",),
    ("crown",),
    ("lid_left_top",),
    ("mouth_right",),
    ("lid_left_bottom",),
    ("mouth_top",),
    ("lid_right_top",),
    ("lid_right_bottom",),
    ("mouth_bottom",),
    ("lid_left_top", "lid_right_top"),
    ("mouth_top", "mouth_bottom"),
    ("mouth_top", "mouth_bottom"),
)
LEAST_SPREAD = 0.006  # two thirds of a pixel
OUTLINE_DEPTH = -0.15  # of points on the head's edge: near the volume's second layer, so that they are seen

PX = 1 / HALF
# control: (keypoint, axis, coefficient for one unit of the control)
EXPRESSIONS: dict[str, list[tuple[int, int, float]]] = {
    "lip_open": [(14, 1, -5 * PX), (17, 1, 21 * PX), (19, 1, 8 * PX), (19, 2, 0.5)],
    "lip_width": [(6, 0, -6.3 * PX), (12, 0, 6.3 * PX)],
    "lip_round": [(6, 0, 10.5 * PX), (12, 0, -10.5 * PX), (14, 1, -2.5 * PX), (20, 2, 0.5)],
    "smile": [(6, 1, -5 * PX), (12, 1, -5 * PX), (14, 1, 5 * PX), (17, 1, 5 * PX), (20, 1, -8 * PX)],
    "brow": [(1, 1, -6 * PX), (2, 1, -6 * PX)],
    "eye_close": [
        (11, 1, 16 * PX),
        (15, 1, 16 * PX),
        (13, 1, -8 * PX),
        (16, 1, -8 * PX),
        (18, 1, 8 * PX),
        (18, 2, 0.5),
    ],
    "gaze_x": [(11, 0, 6 * PX), (15, 0, 6 * PX), (18, 0, 6 * PX)],
    "gaze_y": [(11, 1, -3 * PX), (13, 1, -3 * PX), (15, 1, -3 * PX), (16, 1, -3 * PX), (18, 1, -6 * PX)],
}
LIP_RATIO_OPEN = 0.6  # lip ratio that opens the mouth fully
RATIO_POINTS = {"lips": [14, 17, 6, 12], "eye_left": [11, 13, 7, 8], "eye_right": [15, 16, 7, 8]}


def expression_rows() -> torch.Tensor:
    """(8, 21, 3): the keypoint offset of one unit of each control, in the order of EXPRESSIONS."""
    rows = torch.zeros(len(EXPRESSIONS), MINI.num_kp, 3)
    for number, entries in enumerate(EXPRESSIONS.values()):
        for point, axis, coefficient in entries:
            rows[number, point, axis] = coefficient
    return rows


ROWS = expression_rows()
OPEN, WIDTH, ROUND, SMILE, BROW, CLOSE, *_ = range(len(EXPRESSIONS))


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


def source_pose(rng: np.random.Generator, person: Presenter) -> Pose:
    """How actors are drawn: at rest in their mood, sometimes a little turned."""
    rest = rest_pose(person)
    if rng.random() < 0.9:
        return rest
    return replace(
        rest,
        yaw=float(rng.normal(0, 4)),
        pitch=float(rng.normal(0, 3)),
        roll=float(rng.normal(0, 3)),
        zoom=float(rng.normal(1, 0.02)),
    )


@dataclass(frozen=True, slots=True)
class SpokenMouth:
    """Ranges of one kind of mouth that speech shows: its opening, and what it adds to the actor's own."""

    opening: tuple[float, float]
    width: tuple[float, float]
    rounding: tuple[float, float]


MOUTHS = (
    SpokenMouth((0.0, 0.0), (-0.2, 0.2), (0.0, 0.0)),  # rest
    SpokenMouth((0.0, 0.12), (-1.0, -0.4), (-0.1, 0.3)),  # m b p
    SpokenMouth((0.15, 0.4), (-0.3, 0.6), (-0.1, 0.1)),  # f v
    SpokenMouth((0.4, 1.0), (-0.2, 0.7), (-0.1, 0.2)),  # a
    SpokenMouth((0.1, 0.7), (0.4, 1.0), (-0.2, 0.0)),  # e
    SpokenMouth((0.1, 0.8), (-0.8, 0.0), (0.4, 1.0)),  # o u
    SpokenMouth((0.0, 1.0), (-0.9, 0.9), (-0.3, 1.0)),  # anything between
)


def driven_pose(rng: np.random.Generator, source: Pose) -> Pose:
    """Speech, blinks and head motion from a source pose; now and then no motion at all."""
    kind = rng.random()
    if kind < 0.06:
        return source
    mouth = MOUTHS[int(rng.integers(len(MOUTHS)))]
    pose = replace(
        source,
        mouth_open=float(rng.uniform(*mouth.opening)),
        mouth_width=float(np.clip(source.mouth_width + rng.uniform(*mouth.width), -1, 1.2)),
        mouth_round=float(np.clip(source.mouth_round + rng.uniform(*mouth.rounding), 0, 1)),
        smile=float(np.clip(source.smile + rng.choice([0.0, rng.uniform(-1, 1)]), -1.8, 1.8)),
        brow=float(np.clip(source.brow + rng.uniform(-1, 1), -1.7, 1.7)),
        blink=float(rng.choice([0.0, 1.0, rng.random()], p=[0.55, 0.22, 0.23])),
        gaze_x=float(rng.choice([0.0, rng.uniform(-0.8, 0.8)])),
        gaze_y=float(rng.choice([0.0, rng.uniform(-0.6, 0.6)])),
    )
    if kind < 0.3:
        return pose
    return replace(
        pose,
        yaw=source.yaw + float(rng.uniform(-14, 14)),
        pitch=source.pitch + float(rng.uniform(-9, 9)),
        roll=source.roll + float(rng.uniform(-7, 7)),
        zoom=source.zoom * float(rng.uniform(0.96, 1.04)),
    )


def canonical_keypoints(person: Presenter) -> torch.Tensor:
    """(21, 3) about the head's pivot in crop units, z into the picture as LivePortrait has it."""
    known = geometry(person, Pose())
    named = dict(zip(HEAD_POINTS, known.canonical, strict=True))
    points = np.stack([np.mean([named[name] for name in names], axis=0) for names in POINTS])
    points = points * (CANVAS / 2) / HALF
    points[:, 2] = np.where(points[:, 2] > 0.1, -points[:, 2], OUTLINE_DEPTH)
    return torch.from_numpy(points.astype(np.float32))


def controls_of(pose: Pose) -> list[float]:
    """In the order of EXPRESSIONS; the renderer counts a gaze downwards."""
    mouth = [pose.mouth_open, pose.mouth_width, pose.mouth_round, pose.smile]
    return [*mouth, pose.brow, pose.blink, pose.gaze_x, -pose.gaze_y]


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


def face_weights(source: Faces, driven: Faces, drives: int) -> torch.Tensor:
    """(N, 1, S, S): most where the picture changes, and again at mouth and eyes."""
    before = source.pictures.repeat_interleave(drives, dim=0)
    changed = (driven.pictures - before).abs().amax(dim=1, keepdim=True)
    changed = functional.max_pool2d((changed > 0.08).float(), 5, stride=1, padding=2)
    points = driven.keypoints()
    axis = torch.linspace(-1, 1, SIDE)
    weights = 1 + 5 * changed
    for numbers, reach, gain in (([6, 12, 14, 17, 19], 0.2, 12.0), ([11, 13, 15, 16], 0.16, 3.0)):
        for number in numbers:
            x, y = points[:, number, 0, None], points[:, number, 1, None]
            near = torch.exp(
                -((axis - x) ** 2)[:, None, :] / reach**2 - ((axis - y) ** 2)[:, :, None] / reach**2
            )
            weights = weights + gain / len(numbers) * near[:, None]
    return weights


def edges(picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return picture[..., 1:, :] - picture[..., :-1, :], picture[..., :, 1:] - picture[..., :, :-1]


def picture_loss(result: torch.Tensor, target: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Weighted L1 at three scales and on edges."""
    total = (weights * (result - target).abs()).mean()
    for gap, wanted, axis in zip(edges(result), edges(target), ("y", "x"), strict=True):
        w = weights[..., 1:, :] if axis == "y" else weights[..., :, 1:]
        total = total + 0.5 * (w * (gap - wanted).abs()).mean()
    for scale in (4, 8):
        gap = functional.avg_pool2d(weights * (result - target), scale).abs().mean()
        total = total + gap
    return total


@cache
def spreads() -> tuple[torch.Tensor, torch.Tensor]:
    """How far each coordinate of kp and of the expression varies among presenters at rest, (21, 3) each."""
    rng = np.random.default_rng(SEED)
    people = [sample_split(rng) for _ in range(256)]
    kp = torch.stack([canonical_keypoints(person) for person in people])
    rests = [rest_pose(person) for person in people]
    expression = torch.einsum("nc,ckx->nkx", torch.tensor([controls_of(rest) for rest in rests]), ROWS)
    return kp.std(dim=0) + LEAST_SPREAD, expression.std(dim=0) + LEAST_SPREAD


def motion_loss(networks: LivePortraitNetworks, seen: Faces) -> torch.Tensor:
    """M against what the renderer knows, each coordinate in units of its own spread.

    Squares, not absolute values: most presenters have a closed mouth and two eyes, so the middle head is
    where an absolute loss comes to rest.
    """
    motion = head_motion(networks.motion_extractor(small(seen.pictures)))
    angles = torch.stack((motion.pitch, motion.yaw, motion.roll), dim=1)
    kp_spread, expression_spread = spreads()
    return (
        (((motion.kp - seen.kp) / kp_spread) ** 2).mean()
        + (((motion.exp - seen.expression()) / expression_spread) ** 2).mean()
        + 0.02 * ((angles - seen.angles) ** 2).mean()
        + 500 * ((motion.scale - seen.scale) ** 2).mean()
        + 500 * ((motion.t - torch.tensor([SHIFT])) ** 2).mean()
    )


def ratio(points: torch.Tensor, name: str) -> torch.Tensor:
    """(N,) from keypoints (N, 21, 3), as the animator computes it."""
    i, j, k, m = RATIO_POINTS[name]
    length = torch.linalg.vector_norm
    gap, width = length(points[:, i] - points[:, j], dim=1), length(points[:, k] - points[:, m], dim=1)
    result: torch.Tensor = gap / (width + 1e-6)
    return result


def retargeting_loss(networks: LivePortraitNetworks, source: Faces) -> torch.Tensor:
    """S, R_eye and R_lip against the expression table; keypoints a little off, as M gives them."""
    kp = source.kp.repeat(8, 1, 1)
    many = Faces(
        source.pictures, kp, *(x.repeat(8, 1) for x in (source.controls, source.angles, source.scale))
    )
    points = many.keypoints(kp + 0.008 * torch.randn_like(kp))
    size = many.scale[:, :, None]

    opening = torch.rand(len(kp), 1)
    given = torch.cat((ratio(points, "lips")[:, None], LIP_RATIO_OPEN * opening), dim=1)
    offset = retargeting.retarget(networks.lip, points, given)
    wanted = size * (opening - many.controls[:, OPEN : OPEN + 1])[:, :, None] * ROWS[OPEN]
    loss = 20 * (offset - wanted).abs().mean()

    openness = torch.rand(len(kp), 1) * 1.1
    left, right = ratio(points, "eye_left")[:, None], ratio(points, "eye_right")[:, None]
    given = torch.cat((left, right, openness * (left + right) / 2), dim=1)
    offset = retargeting.retarget(networks.eye, points, given)
    wanted = size * (1 - openness - many.controls[:, CLOSE : CLOSE + 1])[:, :, None] * ROWS[CLOSE]
    loss = loss + 20 * (offset - wanted).abs().mean()

    # Stitching: the head stays on its neck, whatever shift the driving keypoints carry.
    turned = replace(
        many,
        angles=many.angles + 6 * torch.randn_like(many.angles),
        controls=many.controls + 0.5 * torch.randn_like(many.controls),
    )
    strayed = 0.05 * torch.randn(len(kp), 1, 2)
    driving = turned.keypoints(kp)
    driving = torch.cat((driving[..., :2] + strayed, driving[..., 2:]), dim=-1)
    delta = retargeting.stitching_delta(networks.stitching, points, driving)
    wanted_delta = torch.cat((torch.zeros(len(kp), 63), -strayed[:, 0]), dim=1)
    return (
        loss
        + 10 * (delta[:, :63] - wanted_delta[:, :63]).abs().mean()
        + (delta[:, 63:] - wanted_delta[:, 63:]).abs().mean()
    )


@dataclass(frozen=True, slots=True)
class Driven:
    """What comes of a drive: the result and the warped crop; in the paint window colour and opacity."""

    result: torch.Tensor
    moved: torch.Tensor
    colour: torch.Tensor
    opacity: torch.Tensor


@torch.no_grad()
def read_keypoints(
    networks: LivePortraitNetworks, seen: torch.Tensor, source: Faces, driven: Faces, drives: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Those of the sources and of their driven faces, (N, 21, 3) each, as the animator has them: M reads the
    sources (people, 3, 112, 112), and a drive adds what changes.

    So F, W and G learn with the errors that M really makes.
    """
    motion = head_motion(networks.motion_extractor(seen))
    start = motion.keypoints().repeat_interleave(drives, dim=0)
    kp, exp, scale, t = (
        part.repeat_interleave(drives, dim=0) for part in (motion.kp, motion.exp, motion.scale, motion.t)
    )
    angles = torch.stack((motion.pitch, motion.yaw, motion.roll), dim=1) - source.angles
    angles = angles.repeat_interleave(drives, dim=0) + driven.angles
    exp = exp + driven.expression() - source.expression().repeat_interleave(drives, dim=0)
    scale = scale * driven.scale / source.scale.repeat_interleave(drives, dim=0)
    return start, transform(kp, rotation_matrix(*angles.unbind(dim=1)), exp, scale, t)


def drive(networks: LivePortraitNetworks, source: Faces, driven: Faces, drives: int) -> Driven:
    """Every driven face from its source."""
    seen = small(source.pictures)
    start, goal = read_keypoints(networks, seen, source, driven, drives)
    volume = networks.appearance_feature_extractor(seen).repeat_interleave(drives, dim=0)
    warp = networks.warping_module(volume, driving=goal, source=start)
    drawn = networks.spade_generator(PAINT.of_feature(warp.out))
    moved = move_crop(source.pictures.repeat_interleave(drives, dim=0), warp.deformation)
    result = moved.clone()
    face = PAINT.of_crop(moved)
    PAINT.of_crop(result).copy_(lay_over(face, drawn))
    return Driven(result, moved, paint_colour(face, drawn), drawn[:, 3:4])


# (keypoint, reach): mouth, lids, the place of a third eye, brows
PAINTED = (
    (19, 0.32),
    (6, 0.16),
    (12, 0.16),
    (17, 0.2),
    (11, 0.24),
    (15, 0.24),
    (18, 0.4),
    (1, 0.14),
    (2, 0.14),
)


def painted_zone(points: torch.Tensor) -> torch.Tensor:
    """(N, 1, S, S): 1 about mouth and eyes, where painting is allowed; all else is only moved."""
    axis = torch.linspace(-1, 1, SIDE)
    zone = torch.zeros(len(points), SIDE, SIDE)
    for number, reach in PAINTED:
        x, y = points[:, number, 0, None], points[:, number, 1, None]
        distance = ((axis - x) ** 2)[:, None, :] + ((axis - y) ** 2)[:, :, None]
        zone = torch.maximum(zone, (distance < reach**2).float())
    return zone[:, None]


def paint_loss(made: Driven, target: torch.Tensor, weights: torch.Tensor, zone: torch.Tensor) -> torch.Tensor:
    """Colour and opacity about mouth and eyes, where the warp falls short.

    Without it the opacity dies early: colours are wrong at first, so covering nothing is cheapest. Outside
    the zone nothing is painted: a half covered outline is a smeared one.
    """
    target, weights, zone = (PAINT.of_crop(whole) for whole in (target, weights, zone))
    short = ((PAINT.of_crop(made.moved).detach() - target).abs().amax(dim=1, keepdim=True) > 0.1).float()
    needed = functional.max_pool2d(short, 3, stride=1, padding=1) * zone
    colour = ((0.02 + 0.08 * zone + needed) * weights * (made.colour - target).abs()).mean()
    opacity = functional.binary_cross_entropy(made.opacity.clamp(1e-4, 1 - 1e-4), needed, reduction="none")
    return colour + 0.05 * ((1 + 3 * (1 - zone)) * weights * opacity).mean()


def picture_losses(networks: LivePortraitNetworks, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    source, driven = recolour(*draw_batch(rng, PRESENTERS, DRIVES), DRIVES)
    made = drive(networks, source, driven, DRIVES)
    weights = face_weights(source, driven, DRIVES)
    target = driven.pictures
    return {
        "picture": picture_loss(made.result, target, weights),
        "warped": 0.5 * (made.moved - target).abs().mean(),
        "paint": paint_loss(made, target, weights, painted_zone(driven.keypoints())),
    }


def motion_losses(networks: LivePortraitNetworks, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """On actors as they are drawn: M never sees a driven face."""
    people = [sample_split(rng) for _ in range(MOTION_BATCH)]
    seen = faces(people, [source_pose(rng, person) for person in people])
    seen, _ = recolour(seen, seen, 1)
    return {"motion": motion_loss(networks, seen), "ratios": retargeting_loss(networks, seen)}


def trained_modules(networks: LivePortraitNetworks, part: str) -> nn.ModuleDict:
    return nn.ModuleDict(
        {name: network for name, network in networks.by_name().items() if name in PARTS[part]}
    )


def prepare(networks: LivePortraitNetworks) -> None:
    """Begin as a network that changes nothing and sees the average head."""
    with torch.no_grad():
        last = networks.spade_generator.conv_img[0]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        last.bias[12:16] = -2.5  # little opacity
        last.bias[16:20] = 0.0
        mask = networks.warping_module.dense_motion_network.mask
        assert mask.bias is not None
        mask.bias[0] = 2.0  # the background's motion, which is rest, before all others
        for name in ("stitching", "eye", "lip"):
            layer = getattr(networks, name).mlp[-1]
            layer.weight.mul_(0.1)
        _begin_at_the_average_head(networks)


def _begin_at_the_average_head(networks: LivePortraitNetworks) -> None:
    rng = np.random.default_rng(SEED)
    people = [sample_split(rng) for _ in range(64)]
    heads = networks.motion_extractor.detector
    for layer in (heads.fc_kp, heads.fc_exp, heads.fc_scale, heads.fc_t):
        layer.weight.mul_(0.01)
    heads.fc_kp.bias.copy_(torch.stack([canonical_keypoints(p) for p in people]).mean(dim=0).flatten())
    heads.fc_exp.bias.zero_()
    heads.fc_scale.bias.fill_(1.0)
    heads.fc_t.bias.copy_(torch.tensor(SHIFT))
    bins = torch.arange(MINI.pose_bins) - (MINI.pose_bins - 1) / 2
    for layer in (heads.fc_pitch, heads.fc_yaw, heads.fc_roll):
        layer.weight.mul_(0.2)
        layer.bias.copy_(-((bins / 6) ** 2))
    for module in networks.motion_extractor.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
        elif isinstance(module, ConvNextBlock):
            nn.init.kaiming_normal_(module.pwconv1.weight)


def freeze_norms(modules: nn.Module) -> None:
    for module in modules.modules():
        if isinstance(module, nn.BatchNorm2d | nn.BatchNorm3d):
            module.eval()


def learning_rate(step: int, steps: int, peak: float) -> float:
    warm = min(1.0, (step + 1) / 100)
    return peak * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


def train(part: str, steps: int, *, folder: Path, out: Path | None) -> None:
    """Run a part to `steps` in all, going on from `folder`; exports to `out` at each save."""
    seed_everything(SEED)
    networks = build_networks(MINI)
    prepare(networks)
    if part == "picture" and (read := Checkpoint(folder / "motion.pt").load()) is not None:
        trained_modules(networks, "motion").load_state_dict(read["average"]["shadow"])
    networks.motion_extractor.eval()
    modules = trained_modules(networks, part)
    peak = PEAK_RATES[part]
    optimiser = torch.optim.AdamW(modules.parameters(), lr=peak, betas=(0.9, 0.98), weight_decay=1e-3)
    average = Ema(modules, decay=0.998)
    checkpoint = Checkpoint(folder / f"{part}.pt")
    done = 0
    if (state := checkpoint.load()) is not None:
        modules.load_state_dict(state["modules"])
        if state["optimiser"] is not None:
            optimiser.load_state_dict(state["optimiser"])
        average.load_state_dict(state["average"])
        done = int(state["step"])
    losses_of = picture_losses if part == "picture" else motion_losses
    progress = Progress(steps, part)
    while done < steps:
        torch.manual_seed(SEED + done)
        modules.train()
        if done > 0.5 * steps:
            freeze_norms(modules)
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(done, steps, peak)
        losses = losses_of(networks, np.random.default_rng((SEED, done)))
        optimiser.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        for network in modules.values():
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        average.update(modules)
        done += 1
        progress.update(done, **{name: float(loss.detach()) for name, loss in losses.items()})
        if done % SAVE_EVERY == 0 or done == steps:
            checkpoint.save(
                {
                    "modules": modules.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "average": average.state_dict(),
                    "step": done,
                }
            )
            if out is not None:
                export(folder, out)


def checkpoint_config() -> dict[str, Any]:
    """What stands in the checkpoint's config.json: sizes, crop, ratios and the expression table."""
    return {
        "style": STYLE,
        "sizes": MINI.as_dict(),
        "crop": {"left": LEFT / 256, "top": TOP / 256, "side": SIDE / 256},
        "paint": {"left": PAINT.left, "top": PAINT.top, "side": PAINT.side},
        "ratio_points": RATIO_POINTS,
        "lip_ratio_open": LIP_RATIO_OPEN,
        "expressions": {
            name: [{"keypoint": k, "axis": "xyz"[axis], "coefficient": c} for k, axis, c in EXPRESSIONS[name]]
            for name in CONTROLS
        },
    }


def trained_networks(folder: Path) -> LivePortraitNetworks:
    """The averaged weights of both parts as far as they are trained, in eval mode."""
    seed_everything(SEED)
    networks = build_networks(MINI)
    prepare(networks)
    for part in PARTS:
        if (state := Checkpoint(folder / f"{part}.pt").load()) is not None:
            trained_modules(networks, part).load_state_dict(state["average"]["shadow"])
    generator = networks.spade_generator
    generator.load_state_dict(settled(generator.state_dict()))
    return networks


def export(folder: Path, out: Path) -> None:
    """Write the averaged weights in fp16, one safetensors file a network, and the config."""
    temporary = out.with_name(out.name + ".tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name, network in trained_networks(folder).by_name().items():
        state = {k: v.half() if v.is_floating_point() else v for k, v in network.state_dict().items()}
        save_file(
            {key: value.contiguous() for key, value in state.items()}, temporary / f"{name}.safetensors"
        )
    (temporary / "config.json").write_text(json.dumps(checkpoint_config(), indent=1) + "\n")
    out.mkdir(parents=True, exist_ok=True)
    for file in temporary.iterdir():
        file.replace(out / file.name)
    temporary.rmdir()


def settled(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """u and v of the averaged weights, iterated until they are their singular vectors."""
    state = dict(state)
    for key in [key for key in state if key.endswith("weight_orig")]:
        stem = key.removesuffix("weight_orig")
        matrix, u = state[key].flatten(1), state[stem + "weight_u"]
        for _ in range(30):
            v = functional.normalize(matrix.t() @ u, dim=0)
            u = functional.normalize(matrix @ v, dim=0)
        state[stem + "weight_u"], state[stem + "weight_v"] = u, v
    return state


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.mini.animator.train_animator", description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS, help="training steps of each part in all")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder for the finished checkpoint")
    parser.add_argument("--folder", type=Path, help="folder for resuming")
    chosen = parser.parse_args()
    use_one_thread()
    for part in (chosen.part,) if chosen.part else PARTS:
        train(part, chosen.steps, folder=chosen.folder or training_folder("animator"), out=chosen.out)


if __name__ == "__main__":
    main()
