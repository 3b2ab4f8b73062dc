"""Where a head's parts stand at a pose: their layers, mouth and eyes, and the exact keypoints.

Public names
    geometry(presenter, pose=None) -> Geometry: keypoints with the parts they are made of
    HEAD_POINTS (21 names), BODY_POINTS (4 names)
    mouth_shape(pose) -> Mouth, eye_places(presenter), lid_edges(reach, blink), brow_y(presenter, pose)
    rotation_matrix(pose): the head's turn
    CANVAS: the picture's side that places are counted in; PIVOT: what the head turns about
    BACK_HAIR ... NOSE: the depths of the layers

The head is a stack of flat layers at known depths, turned by one rotation and projected straight on. The
keypoints lie on those layers, so they are exact at every pose. The body stands still. x goes right, y goes
down, depth comes towards the viewer; keypoints are in [-1, 1] over the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.mini.renderer.pose import Pose, rest_pose
from tools.mini.renderer.presenter import HEADS, Presenter

CANVAS = 256
PIVOT = (128.0, 116.0)

# Depth of each layer in picture elements, towards the viewer.
BACK_HAIR, EARS, HEAD, HAIR, MASK, EYES, BROWS, MOUTH, LENSES, NOSE = -14, -6, 0, 4, 24, 26, 28, 28, 34, 42

HEAD_POINTS = (
    "eye_left",
    "eye_right",
    "lid_left_top",
    "lid_left_bottom",
    "lid_right_top",
    "lid_right_bottom",
    "brow_left",
    "brow_right",
    "nose",
    "mouth_left",
    "mouth_right",
    "mouth_top",
    "mouth_bottom",
    "chin",
    "crown",
    "head_left",
    "head_right",
    "jaw_left",
    "jaw_right",
    "forehead",
    "hair_top",
)
BODY_POINTS = ("neck", "shoulder_left", "shoulder_right", "tie")
MOUTH_Y = 31.0
NOSE_Y = 13.0


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the named points are, in [-1, 1] with depth, and the exact parts they are made of.

    keypoints (21, 3) = scale * (canonical + expression) @ rotation + shift, with rows as points.
    canonical (21, 3) is the person facing the viewer with a closed mouth and open eyes; expression (21, 3) is
    what mouth, lids, brows and smile add; rotation is (3, 3), shift is (3,). body (4, 3) never moves.
    """

    keypoints: npt.NDArray[np.float32]
    canonical: npt.NDArray[np.float32]
    expression: npt.NDArray[np.float32]
    rotation: npt.NDArray[np.float32]
    scale: float
    shift: npt.NDArray[np.float32]
    body: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mouth:
    """The mouth's outline about its own centre, in picture elements."""

    half_width: float
    corner_y: float
    top_y: float
    bottom_y: float
    fullness: float


def geometry(presenter: Presenter, pose: Pose | None = None) -> Geometry:
    """The exact places of the named points at this pose."""
    pose = pose or rest_pose(presenter)
    neutral = Pose()
    half = CANVAS / 2
    canonical = _head_points(presenter, neutral) / half
    expression = _head_points(presenter, pose) / half - canonical
    turn = rotation_matrix(pose)
    shift = np.array([PIVOT[0] / half - 1, PIVOT[1] / half - 1, 0.0])
    keypoints = pose.zoom * (canonical + expression) @ turn + shift
    body = np.array([(128, 182, 0), (52, 205, 0), (204, 205, 0), (128, 222, 0)]) / half - np.array([1, 1, 0])
    as32 = [array.astype(np.float32) for array in (keypoints, canonical, expression, turn, shift, body)]
    return Geometry(as32[0], as32[1], as32[2], as32[3], pose.zoom, as32[4], as32[5])


def rotation_matrix(pose: Pose) -> npt.NDArray[np.float64]:
    """The head's turn, (3, 3), for points as rows: yaw first, then pitch, then roll."""
    yaw, pitch, roll = np.deg2rad([pose.yaw, pose.pitch, pose.roll])
    about_y = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_z = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    turn: npt.NDArray[np.float64] = about_y @ about_x @ about_z
    return turn


def mouth_shape(pose: Pose) -> Mouth:
    """The outline of the mouth that this pose makes."""
    soft = 1 - 0.6 * pose.mouth_round
    bend = pose.smile * soft
    return Mouth(
        half_width=21.0 * (1 + 0.3 * pose.mouth_width) * (1 - 0.5 * pose.mouth_round),
        corner_y=-5.0 * bend,
        top_y=5.0 * bend - 5.0 * pose.mouth_open * (1 + pose.mouth_round),
        bottom_y=5.0 * bend + 21.0 * pose.mouth_open,
        fullness=0.55 + 0.55 * pose.mouth_round,
    )


def eye_places(presenter: Presenter) -> tuple[tuple[float, float, float], ...]:
    """Centre and radius of each eye in head space: left, right, then the third on the forehead."""
    match presenter.eyes:
        case "one":
            return ((0.0, -8.0, 19.0),)
        case "two":
            return ((-20.0, -7.0, 14.0), (20.0, -7.0, 14.0))
        case _:
            return ((-19.0, -3.0, 12.0), (19.0, -3.0, 12.0), (0.0, -26.0, 11.0))


def lid_edges(reach: float, blink: float) -> tuple[float, float]:
    """Where the upper and the lower lid stand, below an eye's centre; they meet below the middle."""
    return -reach + 1.4 * reach * blink, reach - 0.6 * reach * blink


def _head_points(presenter: Presenter, pose: Pose) -> npt.NDArray[np.float64]:
    """The 21 points in head space (picture elements about the pivot) before the head is turned."""
    crown, jaw, height = HEADS[presenter.head]
    eyes = eye_places(presenter)
    # A single eye lends its two halves to the left and the right eye.
    single = len(eyes) == 1
    _, y, radius = eyes[0]
    pairs = ((-radius / 2, y), (radius / 2, y)) if single else ((eyes[0][0], y), (eyes[1][0], y))
    reach = radius * (0.866 if single else 1.0)
    upper, lower = lid_edges(reach, pose.blink)
    points = [(px, py + (upper + lower) / 2, EYES) for px, py in pairs]
    for px, py in pairs:
        points += [(px, py + upper, EYES), (px, py + lower, EYES)]
    points += [(px, brow_y(presenter, pose), BROWS) for px, _ in pairs]
    mouth = mouth_shape(pose)
    points += [
        (0.0, NOSE_Y, NOSE),
        (-mouth.half_width, MOUTH_Y + mouth.corner_y, MOUTH),
        (mouth.half_width, MOUTH_Y + mouth.corner_y, MOUTH),
        (0.0, MOUTH_Y + mouth.top_y, MOUTH),
        (0.0, MOUTH_Y + mouth.bottom_y, MOUTH),
        (0.0, height, HEAD),
        (0.0, -height, HEAD),
        (-(crown + jaw) / 2, 0.0, HEAD),
        ((crown + jaw) / 2, 0.0, HEAD),
        (-jaw * 0.8, height * 0.62, HEAD),
        (jaw * 0.8, height * 0.62, HEAD),
        (0.0, -26.0, EYES),
        (0.0, -height - _hair_rise(presenter), HAIR),
    ]
    return np.array(points, np.float64)


def brow_y(presenter: Presenter, pose: Pose) -> float:
    """Where the brows stand, above the first eye."""
    _, y, radius = eye_places(presenter)[0]
    return y - radius - 6.0 - 3.0 * pose.brow


def _hair_rise(presenter: Presenter) -> float:
    if presenter.accessory == "hat":
        return 32.0
    return {"mohawk": 30.0, "bun": 30.0, "spiky": 22.0, "curly": 14.0}.get(presenter.hair, 2.0)
