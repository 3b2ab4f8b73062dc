"""How actors sit before they speak, and what speech does to them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import Presenter


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
