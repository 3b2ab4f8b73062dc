"""Finds the faces in a picture with MTCNN, whose weights ship (1 MB)."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn.functional import interpolate

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.models.contracts import FaceBox
from vortex_gui.models.faces.networks import Deciding, Proposing, Refining

WEIGHTS = RESOURCES / "checkpoints" / "faces" / "mtcnn.safetensors"
LONGEST = 640
"""Pixels of the longer side: more would only find faces that are too small for a second presenter."""
LEAST = 32
"""Pixels of the smallest face that is found, at that size."""
SHRINK = 0.709
SURE = (0.6, 0.7, 0.95)
"""How sure each network must be; the last one is asked for more than its authors asked: 0.7."""
WINDOW, STRIDE = 12, 2


class FaceDetector:
    """On the CPU, in the caller's thread; keeps nothing of what it saw."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._proposing, self._refining, self._deciding = Proposing(), Refining(), Deciding()
        every = load_file(weights)
        for name, network in (
            ("pnet", self._proposing),
            ("rnet", self._refining),
            ("onet", self._deciding),
        ):
            prefix = f"{name}."
            network.load_state_dict(
                {
                    key.removeprefix(prefix): value.float()
                    for key, value in every.items()
                    if key.startswith(prefix)
                }
            )
            network.eval()

    @torch.inference_mode()
    def find(self, picture: torch.Tensor) -> list[FaceBox]:
        """The faces of a picture uint8 (3, H, W), the largest first.

        Larger pictures than `LONGEST` are made smaller before: it looks at every pixel.
        """
        seen = (picture[None].float() - 127.5) / 128
        boxes = self._looked_at(
            self._deciding, seen, self._looked_at(self._refining, seen, self._proposed(seen))
        )
        boxes = boxes[_kept(boxes, 0.5, of_smaller=True)]
        faces = [FaceBox(*(float(edge) for edge in box[:4])) for box in boxes]
        return sorted(faces, key=lambda face: -face.width * face.height)

    def _proposed(self, seen: torch.Tensor) -> torch.Tensor:
        """Boxes (n, 5): edges and how sure."""
        scale, found = WINDOW / LEAST, [torch.zeros(0, 5)]
        while min(seen.shape[2:]) * scale >= WINDOW:
            sure, edges = self._proposing(_resized(seen, scale))
            rows, columns = torch.nonzero(sure[0] >= SURE[0], as_tuple=True)
            corner = torch.stack((columns, rows, columns, rows), dim=1) * STRIDE
            boxes = (corner + torch.tensor([0, 0, WINDOW, WINDOW])) / scale
            moved = _moved(boxes, edges[0, :, rows, columns].T)
            boxes = torch.cat((moved, sure[0, rows, columns][:, None]), dim=1)
            found.append(boxes[_kept(boxes, 0.5)])
            scale *= SHRINK
        every = torch.cat(found)
        return every[_kept(every, 0.7)]

    def _looked_at(
        self, network: Refining | Deciding, seen: torch.Tensor, boxes: torch.Tensor
    ) -> torch.Tensor:
        """The boxes that a closer look finds to be faces."""
        if not len(boxes):
            return boxes
        squares = _squares(boxes)
        windows = torch.cat([_window(seen, square, network.SIDE) for square in squares])
        sure, edges = network(windows)
        least = SURE[1] if isinstance(network, Refining) else SURE[2]
        passed = sure >= least
        found = torch.cat((_moved(squares, edges)[passed], sure[passed][:, None]), dim=1)
        return found[_kept(found, 0.7)]


def _resized(picture: torch.Tensor, scale: float) -> torch.Tensor:
    height, width = (max(WINDOW, round(side * scale)) for side in picture.shape[2:])
    return interpolate(picture, size=(height, width), mode="area")


def _window(seen: torch.Tensor, square: torch.Tensor, side: int) -> torch.Tensor:
    """(1, 3, side, side); what lies outside of the picture is grey."""
    left, top, right, bottom = (round(float(edge)) for edge in square)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    height, width = seen.shape[2:]
    inner = seen[:, :, max(0, top) : min(height, bottom), max(0, left) : min(width, right)]
    around = (max(0, -left), max(0, right - width), max(0, -top), max(0, bottom - height))
    if inner.shape[2] == 0 or inner.shape[3] == 0:
        return torch.zeros(1, 3, side, side)
    return interpolate(nn.functional.pad(inner, around), size=(side, side), mode="area")


def _moved(boxes: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    size = boxes[:, 2:4] - boxes[:, :2]
    return boxes[:, :4] + shares * size.repeat(1, 2)


def _squares(boxes: torch.Tensor) -> torch.Tensor:
    """With the same middle, as large as the longer side."""
    middle = (boxes[:, :2] + boxes[:, 2:4]) / 2
    half = (boxes[:, 2:4] - boxes[:, :2]).amax(dim=1, keepdim=True) / 2
    return torch.cat((middle - half, middle + half), dim=1)


def _kept(boxes: torch.Tensor, most: float, *, of_smaller: bool = False) -> list[int]:
    """The surest boxes, without those that share more than `most` with one: of both, or of the smaller."""
    kept: list[int] = []
    order = boxes[:, 4].argsort(descending=True)
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    while len(order):
        first, others = order[0], order[1:]
        kept.append(int(first))
        low = torch.maximum(boxes[first, :2], boxes[others, :2])
        high = torch.minimum(boxes[first, 2:4], boxes[others, 2:4])
        shared = (high - low).clamp(min=0).prod(dim=1)
        whole = (
            torch.minimum(area[first], area[others]) if of_smaller else area[first] + area[others] - shared
        )
        order = others[shared <= most * whole]
    return kept
