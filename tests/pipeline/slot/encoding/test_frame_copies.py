"""Frames arrive in the host's buffer in order, and are told only when they are there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from vortex_gui.pipeline.slot.encoding.frame_copies import bring


def drawn(device: str) -> Iterator[torch.Tensor]:
    for first, count in ((0, 3), (3, 3), (6, 2)):
        numbers = torch.arange(first, first + count, dtype=torch.uint8, device=device)
        yield numbers.view(-1, 1, 1, 1).expand(-1, 3, 4, 4)


@pytest.mark.parametrize(
    "device",
    [pytest.param("cpu", marks=pytest.mark.cpu_twin), pytest.param("cuda", marks=pytest.mark.gpu)],
)
def test_every_frame_that_is_told_is_in_the_buffer(device: str) -> None:
    buffer = torch.full((10, 3, 4, 4), 255, dtype=torch.uint8, pin_memory=device == "cuda")
    told = []
    for done in bring(drawn(device), buffer):
        told.append(done)
        assert buffer[:done, 0, 0, 0].tolist() == list(range(done))
    assert told == [3, 6, 8]
    assert (buffer[8:] == 255).all()


def test_no_chunk_is_no_frame() -> None:
    assert list(bring([], torch.zeros(2, 3, 4, 4, dtype=torch.uint8))) == []
