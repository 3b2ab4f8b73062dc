"""Where the mouth is in the actor's picture, from keypoints or landmarks of its lips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from vortex_gui.models.contracts import Region
from vortex_gui.models.live_portrait.face.crop import Array, Crop

LIP_POINTS = (90, 102, 48, 66)
"""Of 203 landmarks: the middles of both lips, then the corners of the mouth."""
REACH = 0.75
"""Of a mouth's width, to each side of its middle."""


def keypoint_places(keypoints: torch.Tensor, chosen: Sequence[int], crop: Crop) -> Array:
    """Some keypoints (1, K, 3) in pixels of the picture, (n, 2)."""
    places = keypoints[0, list(chosen), :2].cpu().numpy().astype(np.float64)
    in_crop = (places + 1) / 2 * crop.side
    back = crop.to_picture
    found: Array = in_crop @ back[:, :2].T + back[:, 2]
    return found


def mouth_region(points: Array, height: int, width: int) -> Region:
    """About the middles of the lips and the corners of the mouth (4, 2): room for it to open and to move."""
    x, y = points.mean(axis=0).tolist()
    reach = REACH * float(np.linalg.norm(points[2] - points[3]))
    left, right = (min(max(at / width, 0.0), 1.0) for at in (x - reach, x + reach))
    top, bottom = (min(max(at / height, 0.0), 1.0) for at in (y - reach, y + reach))
    return Region(left, top, right, bottom)
