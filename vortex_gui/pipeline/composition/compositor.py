"""Lays each frame of the presenter into a still that was drawn once, in the colours of video.

Only the presenter's square is converted for each frame, and only where something lies over it is anything
blended: a composed frame of a size costs less than a plain one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vortex_gui.pipeline.composition.overlay import Item
from vortex_gui.pipeline.composition.places import Box, Places
from vortex_gui.pipeline.composition.video_colours import in_video_colours, planar, plane_of

BLACK = (16, 128, 128)
"""Limited-range black in each plane, about which a blend is linear."""
_SHARE_BITS = 8

Plane = NDArray[np.uint8]
Region = tuple[slice, slice]


@dataclass(frozen=True, slots=True, eq=False)
class _Blend:
    """One plane's part of an item over the presenter: `share` of 256 stays of what is below."""

    plane: int
    region: Region
    over_black: NDArray[np.int32]
    share: NDArray[np.int32]

    def lay_on(self, planes: Sequence[Plane]) -> None:
        below, black = planes[self.plane][self.region], BLACK[self.plane]
        kept = ((below.astype(np.int32) - black) * self.share) >> _SHARE_BITS
        below[...] = kept + self.over_black


class Compositor:
    """Made once a slot, before its first frame; `compose` is called by the encoder's thread."""

    def __init__(self, at: Places, backdrop: Image.Image, items: Sequence[Item]) -> None:
        still = backdrop.convert("RGBA")
        for item in items:
            still.alpha_composite(item.picture, (item.box.left, item.box.top))
        self.width, self.height = at.width, at.height
        self._at = at
        self._still = [plane.copy() for plane in _planes(_converted(still))]
        self._blends = [blend for item in items for blend in _blends(item, at.presenter)]

    def compose(self, picture: NDArray[np.uint8]) -> av.VideoFrame:
        """A frame of the clip, of the presenter's uint8 (3,H,W)."""
        box = self._at.presenter
        inner = in_video_colours(planar(picture), (box.width, box.height))
        if box == self._at.whole:
            frame = inner
        else:
            frame = av.VideoFrame(self.width, self.height, "yuv420p")
            for index, (target, still, part) in enumerate(
                zip(_planes(frame), self._still, _planes(inner), strict=True)
            ):
                target[...] = still
                target[_region(box, index)] = part
        planes = _planes(frame)
        for blend in self._blends:
            blend.lay_on(planes)
        return frame


def _converted(picture: Image.Image) -> av.VideoFrame:
    return in_video_colours(planar(np.asarray(picture.convert("RGB")).transpose(2, 0, 1)))


def _planes(frame: av.VideoFrame) -> list[Plane]:
    """Brightness and the two halved planes of colour, without what pads their rows."""
    sizes = [(frame.height, frame.width), *[(frame.height // 2, frame.width // 2)] * 2]
    return [plane_of(p)[:high, :wide] for p, (high, wide) in zip(frame.planes, sizes, strict=True)]


def _region(box: Box, plane: int) -> Region:
    """The box in a plane; all its numbers are even."""
    by = 1 if plane == 0 else 2
    return slice(box.top // by, box.bottom // by), slice(box.left // by, box.right // by)


def _blends(item: Item, presenter: Box) -> list[_Blend]:
    """The three planes' blends where an item lies over the presenter; none where it does not."""
    shared = item.box.within(presenter)
    if shared is None:
        return []
    left, top = shared.left - item.box.left, shared.top - item.box.top
    part = item.picture.crop((left, top, left + shared.width, top + shared.height))
    black = Image.new("RGBA", part.size, (0, 0, 0, 255))
    over_black = _planes(_converted(Image.alpha_composite(black, part)))
    alpha = np.asarray(part.getchannel("A")).astype(np.float32) / 255
    halved = alpha.reshape(shared.height // 2, 2, shared.width // 2, 2).mean(axis=(1, 3))
    return [
        _Blend(plane, _region(shared, plane), over_black[plane].astype(np.int32), _share_below(opacity))
        for plane, opacity in enumerate((alpha, halved, halved))
    ]


def _share_below(opacity: NDArray[np.float32]) -> NDArray[np.int32]:
    return np.rint((1 - opacity) * (1 << _SHARE_BITS)).astype(np.int32)
