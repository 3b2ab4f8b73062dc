"""The 21 keypoints: the renderer's points that they stand on, and how each control moves them.

They stand on the head's layers at the published indices (lips 6 12 14 17 19 20, eyes 11 13 15 16 18, brows
1 2). What a pixel cannot follow, such as an opening mouth, also moves its keypoint in depth: the warp then
reads other layers of the source volume, which is where F puts what the mouth will look like.
"""

from __future__ import annotations

import numpy as np
import torch

from tools.mini.animator.examples.crop import HALF
from tools.mini.renderer.geometry import CANVAS, HEAD_POINTS, geometry
from tools.mini.renderer.pose import Pose
from tools.mini.renderer.presenter import Presenter

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
    rows = torch.zeros(len(EXPRESSIONS), len(POINTS), 3)
    for number, entries in enumerate(EXPRESSIONS.values()):
        for point, axis, coefficient in entries:
            rows[number, point, axis] = coefficient
    return rows


ROWS = expression_rows()
OPEN, WIDTH, ROUND, SMILE, BROW, CLOSE, *_ = range(len(EXPRESSIONS))


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
