"""W and G in one call, from keypoints to what G draws; `torch.compile` can take it whole."""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from torch import nn

from vortex_gui.models.live_portrait.folded.folded_networks import FoldedNetworks
from vortex_gui.models.live_portrait.folded.folded_warping import Seen
from vortex_gui.models.live_portrait.networks.compose import PaintWindow
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks

_log = logging.getLogger(__name__)

CompilerOptions = dict[str, str | int | bool | Callable[..., object]]

Drawn = tuple[torch.Tensor, torch.Tensor]
"""What G draws (n, channels, 2S, 2S) in float32, and W's deformation (n, D, S/4, S/4, 3)."""


class Drawing(nn.Module):
    """Source volume (n, C, D, S/4, S/4), driving and source keypoints (n, K, 3) to `Drawn`.

    Prepared networks also take what they saw of the portrait; without, they look at every frame's volume.
    """

    def __init__(self, networks: LivePortraitNetworks | FoldedNetworks, paint: PaintWindow | None) -> None:
        super().__init__()
        self.warping_module = networks.warping_module
        self.spade_generator = networks.spade_generator
        self.paint = paint

    def forward(
        self, volume: torch.Tensor, driving: torch.Tensor, source: torch.Tensor, seen: Seen | None = None
    ) -> Drawn:
        known = {} if seen is None else {"seen": seen}
        warp = self.warping_module(volume, driving=driving, source=source, **known)
        feature = warp.out if self.paint is None else self.paint.of_feature(warp.out)
        if feature.is_cuda:
            feature = feature.contiguous(memory_format=torch.channels_last)
        return self.spade_generator(feature).float(), warp.deformation


class CompiledDrawing:
    """A drawing through `torch.compile`, for one batch size; the first call waits for the compiler.

    A compiler has many ways to fail (no C++ compiler, no Triton, an operation it does not know): the first
    failure is reported once, and from then on the plain networks draw. Running out of memory is raised.
    """

    def __init__(self, drawing: Drawing, backend: str | Callable[..., object]) -> None:
        self._drawing = drawing
        # No pool of compiling processes, which would live on beside the worker.
        options: CompilerOptions | None = {"compile_threads": 1} if backend == "inductor" else None
        # One shape for ever: no slot waits for another compilation.
        self._fast: Callable[..., Drawn] | None = torch.compile(
            drawing, backend=backend, dynamic=False, options=options
        )

    def __call__(
        self, volume: torch.Tensor, driving: torch.Tensor, source: torch.Tensor, seen: Seen | None = None
    ) -> Drawn:
        if self._fast is not None:
            try:
                return self._fast(volume, driving, source, seen)
            except torch.OutOfMemoryError:
                raise
            except Exception as error:  # torch's compiler, its back ends and the system's share no base
                self._fast = None
                _log.warning("the animator runs uncompiled: the compiler failed (%s)", _reason(error))
        drawn: Drawn = self._drawing(volume, driving, source, seen)
        return drawn


def _reason(error: Exception) -> str:
    """Which back end failed and why: what torch says first, without its advice to developers."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:2]) or type(error).__name__
