"""What of a slot runs beside the default stream on a card, and the cuBLAS workspaces that this takes."""

from __future__ import annotations

from collections.abc import Mapping

from vortex_gui.base.stages import TURNS, Stage

HIGH = -1
"""CUDA's priority of a stream whose small kernels go before another stream's large ones."""
BESIDE: Mapping[Stage, int] = {"speech": HIGH}
"""Stages with a stream of their own, and its priority. Speech is thousands of tiny kernels: with the actor's
priority each would wait for a large product of Flux, and speech would end after the actor. All other work
takes the default stream: each stream has a pool of its own in the allocator, under one limit."""
CUBLAS_SETTING = ("CUBLAS_WORKSPACE_CONFIG", ":4096:2")
"""Two workspaces of 4096 KiB. By CUDA's own choice, LSTMs on two streams may answer one seed differently."""
WORKSPACE_BYTES = 2 * 4096 * 1024
"""Of each thread in each stream."""


def workspaces() -> int:
    """How many workspaces cuBLAS keeps: any stage thread may use any stream, and loading has one thread."""
    threads = max(len(turn) for turn in TURNS)
    return threads * (1 + len(BESIDE)) + 1
