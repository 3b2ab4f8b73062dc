"""Which work has a stream of its own on a card, so that it runs beside other work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager

import torch

from vortex_gui.base.roles import Role
from vortex_gui.base.stages import TURNS, Stage

HIGH = -1
"""CUDA's priority of a stream whose small kernels go before another stream's large ones."""
BESIDE: Mapping[Stage, int] = {"speech": HIGH}
"""Stages with a stream of their own, and its priority. Speech is thousands of tiny kernels: with the actor's
priority each would wait for a large product of Flux, and speech would end after the actor. All other work
takes the default stream: each stream has a pool of its own in the allocator, under one limit."""
STREAM_OF_ROLE: Mapping[Role, Stage] = {"kokoro": "speech"}
"""Roles that are warmed up in such a stream: its pool and workspaces are there before the first slot."""
CUBLAS_SETTING = ("CUBLAS_WORKSPACE_CONFIG", ":4096:2")
"""Two workspaces of 4096 KiB. By CUDA's own choice, LSTMs on two streams may answer one seed differently."""
WORKSPACE_BYTES = 2 * 4096 * 1024
"""Of each thread in each stream."""


def workspaces() -> int:
    """How many workspaces cuBLAS keeps: any stage thread may use any stream, and loading has one thread."""
    threads = max(len(turn) for turn in TURNS)
    return threads * (1 + len(BESIDE)) + 1


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
