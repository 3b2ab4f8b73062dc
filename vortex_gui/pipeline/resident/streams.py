"""Which work has a stream of its own on a card, so that it runs beside other work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager

import torch

from vortex_gui.base.roles import Role
from vortex_gui.base.stages import Stage
from vortex_gui.pipeline.plan.workspaces import BESIDE, CUBLAS_SETTING

STREAM_OF_ROLE: Mapping[Role, Stage] = {"kokoro": "speech"}
"""Roles that are warmed up in such a stream: its pool and workspaces are there before the first slot."""


def settle_cublas(environment: MutableMapping[str, str]) -> None:
    """Chooses cuBLAS's workspaces before CUDA starts; a choice of the operator's stays."""
    environment.setdefault(*CUBLAS_SETTING)


class Streams:
    """The streams of one device, made at first use; none on a CPU."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._made: dict[str, torch.cuda.Stream] = {}

    @contextmanager
    def beside(self, stage: str | None) -> Iterator[None]:
        """Runs the block in the stage's own stream, and waits for that stream at its end."""
        priority = BESIDE.get(stage) if self._device.type == "cuda" else None  # type: ignore[call-overload]  # any text is asked
        if stage is None or priority is None:
            yield
            return
        if stage not in self._made:
            self._made[stage] = torch.cuda.Stream(self._device, priority=priority)  # type: ignore[no-untyped-call]  # torch's own
        stream = self._made[stage]
        with torch.cuda.stream(stream):
            yield
        stream.synchronize()
