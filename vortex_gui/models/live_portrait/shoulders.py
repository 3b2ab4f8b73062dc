"""Breathing shoulders: rows below the head rise and sink a little, since LivePortrait moves heads alone."""

from __future__ import annotations

import torch

from vortex_gui.models.contracts import Region

RISE = 0.005
"""Of the picture's height, at a full breath; ours: 1.3 pixels of 256, which is seen and does not bounce."""
NECK, SHOULDERS = 0.25, 0.6
"""How far below the mouth's region the motion begins and is whole, in heights of that region."""
NECK_ELSE, SHOULDERS_ELSE = 0.76, 0.85
"""The same in heights of the picture, where nothing tells the mouth."""


def neck(mouth: Region | None) -> float:
    """Where the head ends and the motion begins, as a share of the picture's height."""
    return NECK_ELSE if mouth is None else mouth.bottom + NECK * (mouth.bottom - mouth.top)


class Shoulders:
    """The rows that breathe, of one picture (3, height, W) with a mouth there."""

    def __init__(self, mouth: Region | None, height: int, device: torch.device) -> None:
        begin, whole = neck(mouth), SHOULDERS_ELSE
        if mouth is not None:
            whole = mouth.bottom + SHOULDERS * (mouth.bottom - mouth.top)
        self.first = min(height, round(begin * height))
        rows = torch.arange(self.first, height, device=device)
        # A mouth may be cut off by the picture's edge, to nothing at all.
        share = ((rows / height - begin) / max(whole - begin, 1 / height)).clamp(0, 1)
        self._rise = RISE * height * share * share * (3 - 2 * share)
        self._rows = rows
        self._last = height - 1

    def breathe(self, pictures: torch.Tensor, breath: torch.Tensor) -> torch.Tensor:
        """Pictures uint8 (n, 3, H, W), changed in place, at breath (n,) in [-1, 1]; 0 changes nothing."""
        if not len(self._rows):
            return pictures
        places = (self._rows + breath[:, None] * self._rise).clamp(self.first, self._last)
        above = places.floor()
        share = (places - above)[:, None, :, None]
        above = above.long()
        below = (above + 1).clamp(max=self._last)
        for picture, upper, lower, part in zip(pictures, above, below, share, strict=True):
            moved = torch.lerp(picture[:, upper].float(), picture[:, lower].float(), part)
            picture[:, self.first :] = moved.round().to(torch.uint8)
        return pictures
