"""What the face does: the pose, and how poses are made.

Public names
    Pose(mouth_open, mouth_width, mouth_round, blink, yaw, pitch, roll, brow, smile, gaze_x, gaze_y, zoom)
    rest_pose(presenter): the pose that shows the presenter's mood and nothing else
    random_pose(rng, presenter): a pose drawn over the whole range of the controls
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.mini.renderer.presenter import Presenter


@dataclass(frozen=True, slots=True)
class Pose:
    """What the face does. Angles in degrees, useful to ±25; the rest has no unit.

    mouth_open, mouth_round, blink in [0, 1]; mouth_width, brow, smile, gaze_x, gaze_y in [-1, 1].
    yaw > 0 turns the face to the picture's right, pitch > 0 nods down, roll > 0 tilts clockwise. zoom scales
    the head about its centre.
    """

    mouth_open: float = 0.0
    mouth_width: float = 0.0
    mouth_round: float = 0.0
    blink: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    brow: float = 0.0
    smile: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    zoom: float = 1.0


def rest_pose(presenter: Presenter) -> Pose:
    """The pose that shows the presenter's mood, facing the viewer."""
    match presenter.mood:
        case "happy":
            return Pose(smile=1.0, mouth_open=0.4, mouth_width=0.3, brow=0.3)
        case "sad":
            return Pose(smile=-1.0, brow=-0.6)
        case "surprised":
            return Pose(mouth_open=0.8, mouth_round=0.8, brow=1.0)
        case _:
            return Pose()


def random_pose(rng: np.random.Generator, presenter: Presenter) -> Pose:
    """A pose over the whole range of the controls, about the presenter's mood; a third has a closed mouth."""
    rest = rest_pose(presenter)
    return Pose(
        mouth_open=0.0 if rng.random() < 0.33 else float(rng.random()),
        mouth_width=float(rng.uniform(-0.8, 0.8)),
        mouth_round=float(rng.random() ** 2),
        blink=float(rng.choice([0.0, 1.0, rng.random()], p=[0.5, 0.2, 0.3])),
        yaw=float(rng.uniform(-22, 22)),
        pitch=float(rng.uniform(-15, 15)),
        roll=float(rng.uniform(-12, 12)),
        brow=float(np.clip(rest.brow + rng.normal(0, 0.4), -1, 1)),
        smile=float(np.clip(rest.smile + rng.normal(0, 0.3), -1, 1)),
        gaze_x=float(rng.uniform(-0.6, 0.6)),
        gaze_y=float(rng.uniform(-0.4, 0.4)),
        zoom=float(rng.uniform(0.94, 1.06)),
    )
