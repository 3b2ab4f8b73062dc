"""The three buffers of a slot: actor, video, audio; allocated once, overwritten by every slot."""

from __future__ import annotations

import math

import torch

from vortex_gui.base.profile import Sizes
from vortex_gui.pipeline.resident.pinned import pinned_zeros


class Buffers:
    """Sizes come from the profile; `data_ptr()` never changes.

    actor: float32 (1,3,H,W) in [0,1] on the device · video: uint8 (T,3,H,W) in host memory, pinned beside a
    CUDA device (as float32 on the device it would take 3.4 GB at the reference size) · audio: float32
    (samples,) in [-1,1] in host memory.
    """

    def __init__(self, sizes: Sizes, device: torch.device) -> None:
        picture = (3, sizes.height, sizes.width)
        self.actor = torch.zeros((1, *picture), dtype=torch.float32, device=device)
        zeros = pinned_zeros if device.type == "cuda" else torch.zeros
        self.video = zeros(sizes.max_frames, *picture, dtype=torch.uint8)
        self.audio = zeros(sizes.max_samples, dtype=torch.float32)

    def actor_at(self, shrink: int) -> torch.Tensor:
        """The actor's picture at a size divided so often, (1,3,H/n,W/n): a view of the same memory."""
        return _shrunk(self.actor, shrink)

    def video_at(self, shrink: int) -> torch.Tensor:
        """The frames at a size divided so often, (T,3,H/n,W/n): a view of the same memory."""
        return _shrunk(self.video, shrink)

    @property
    def nbytes(self) -> int:
        """Bytes of all three."""
        return sum(buffer.nbytes for buffer in (self.actor, self.video, self.audio))

    @property
    def device_nbytes(self) -> int:
        """Bytes that lie on the models' device; on a CPU that is all of them."""
        return self.nbytes if self.actor.device.type == "cpu" else self.actor.nbytes


def _shrunk(pictures: torch.Tensor, by: int) -> torch.Tensor:
    count, channels, height, width = pictures.shape
    shape = (count, channels, height // by, width // by)
    return pictures.view(-1)[: math.prod(shape)].view(shape)
