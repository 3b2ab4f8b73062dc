"""LivePortrait's own 203-point landmark network (landmark.onnx), started from a centred crop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.models.live_portrait.face.crop import Array, cut, face_square, window_crop

FILE = "landmark.onnx"
POINTS = 203
SIDE = 224
SCALE, DOWN = 1.5, -0.1  # of the network's own crop about rough landmarks
REFINEMENTS = 2
SMALLEST_FACE = 0.05  # of the picture's shorter side


@dataclass(frozen=True, slots=True)
class Ratios:
    """How far open the face is: lid gap over eye width, lip gap over mouth width."""

    lips: float
    eye_left: float
    eye_right: float


def gap_ratio(points: Array, i: int, j: int, k: int, m: int) -> float:
    """|p_i - p_j| / |p_k - p_m|."""
    return float(np.linalg.norm(points[i] - points[j]) / (np.linalg.norm(points[k] - points[m]) + 1e-6))


def landmark_ratios(points: Array) -> Ratios:
    """Ratios of 203 landmarks; left is the picture's left."""
    return Ratios(
        lips=gap_ratio(points, 90, 102, 48, 66),
        eye_left=gap_ratio(points, 6, 18, 0, 12),
        eye_right=gap_ratio(points, 30, 42, 24, 36),
    )


class LandmarkNetwork:
    """Finds the 203 points of the one face in a centred portrait."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Raises CheckpointError when the file cannot be opened or is another network."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has a dozen unrelated exception classes
            raise CheckpointError(
                path, tr("the landmark network cannot be opened ({why})", why=error)
            ) from error
        if len(self._session.get_outputs()) < 3 or len(self._session.get_inputs()) != 1:
            raise CheckpointError(path, tr("the file is not LivePortrait's landmark network"))
        self._input = self._session.get_inputs()[0].name

    def find(self, picture: torch.Tensor) -> Array | None:
        """Landmarks (203, 2) in pixels of a picture (1, 3, H, W) in [0, 1]; None when there is no face."""
        picture = picture.float().cpu()
        height, width = picture.shape[2:]
        shorter = min(height, width)
        crop = window_crop((width - shorter) / 2, (height - shorter) / 2, shorter, SIDE)
        for refinement in range(REFINEMENTS + 1):
            in_crop = self._points(cut(picture, crop).numpy())
            back = crop.to_picture
            points = in_crop @ back[:, :2].T + back[:, 2]
            if not _is_face(points, width, height):
                return None
            if refinement < REFINEMENTS:
                crop = face_square(points, scale=SCALE, down=DOWN).crop(SIDE)
        return points

    def _points(self, crop: npt.NDArray[np.float32]) -> Array:
        outputs = self._session.run(None, {self._input: crop})
        points: Array = np.asarray(outputs[2], np.float64).reshape(-1, 2)[:POINTS] * SIDE
        return points


def _is_face(points: Array, width: int, height: int) -> bool:
    """Whether the points can be those of a face in the picture."""
    if points.shape != (POINTS, 2) or not np.isfinite(points).all():
        return False
    size = np.ptp(points, axis=0).max()
    x, y = points.mean(axis=0)
    return bool(size > SMALLEST_FACE * min(width, height) and 0 <= x < width and 0 <= y < height)
