"""The one face that a presenter's picture shows, or why there is none to animate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from vortex_gui.base.words.translation import tr
from vortex_gui.models.contracts import FaceBox
from vortex_gui.models.faces.detector import LONGEST, FaceDetector
from vortex_gui.pipeline.slot.sources.frame import Box

RIVAL = 0.5
"""Of the largest face's width: a smaller one is somebody in the background, or a picture on the wall."""

FindFace = Callable[[NDArray[np.uint8]], FaceBox | None]
"""The face in a picture uint8 (H, W, 3) as the animator finds it; `None` where it finds none."""


class UnfitFaces(ValueError):
    """`str()` says why, to follow the picture's path."""


def faces_in(picture: Image.Image) -> list[FaceBox]:
    """All faces that the detector finds, the largest first."""
    reduced = picture.copy()
    reduced.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    by = picture.width / reduced.width
    pixels = torch.from_numpy(np.asarray(reduced).copy()).permute(2, 0, 1)
    return [
        FaceBox(face.left * by, face.top * by, face.right * by, face.bottom * by)
        for face in FaceDetector().find(pixels)
    ]


def face_of(picture: Image.Image, shown: Box | None, find_face: FindFace | None) -> FaceBox | None:
    """The face inside the part that is shown; `None` where only the detector looked, and found none.

    The animator's own network knows best where a face is, and takes whatever stands in the middle for one:
    it is asked, and believed where the detector sees a face there or none at all. Raises `UnfitFaces`.
    """
    seen = [face for face in faces_in(picture) if shown is None or _holds(shown, *_middle(face))]
    rivals = [face for face in seen if face.width >= RIVAL * seen[0].width]
    if len(rivals) > 1:
        raise UnfitFaces(
            tr("it shows {count} faces; cut it, or set the frame about one of them", count=len(rivals))
        )
    found = find_face(np.asarray(picture)) if find_face is not None else None
    if found is None and not seen and find_face is not None:
        raise UnfitFaces(tr("no face was found in it"))
    if seen and (found is None or not _holds(_edges(seen[0]), *_middle(found))):
        return seen[0]
    return found


def _edges(face: FaceBox) -> Box:
    return face.left, face.top, face.right, face.bottom


def _middle(face: FaceBox) -> tuple[float, float]:
    return (face.left + face.right) / 2, (face.top + face.bottom) / 2


def _holds(box: Box, x: float, y: float) -> bool:
    left, top, right, bottom = box
    return left <= x <= right and top <= y <= bottom
