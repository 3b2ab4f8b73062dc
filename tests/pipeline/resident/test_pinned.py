"""Pinned memory is as large as asked for, let go at its end, and pageable where the driver refuses."""

from __future__ import annotations

import gc

import pytest
import torch

from vortex_gui.pipeline.resident.pinned import Pinning, pinned_zeros


class Driver:
    """Counts the blocks that are pinned; refuses those over its limit, as `ulimit -l` does."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held: dict[int, int] = {}

    def pinning(self) -> Pinning:
        return Pinning(self._pin, self._unpin)

    def _pin(self, place: int, size: int) -> str:
        if size > self.limit:
            return "out of memory"
        self.held[place] = size
        return ""

    def _unpin(self, place: int) -> None:
        del self.held[place]


@pytest.mark.cpu_twin
def test_a_block_is_no_larger_than_the_buffer_and_is_let_go_with_it() -> None:
    driver = Driver(limit=10_000)
    buffer = pinned_zeros(5, 3, 20, 20, dtype=torch.uint8, pinning=driver.pinning())
    assert driver.held == {buffer.data_ptr(): 6_000}, "torch's own pinned memory would take 8,192"
    assert int(buffer.sum()) == 0
    del buffer
    gc.collect()
    assert driver.held == {}


@pytest.mark.expects_log
def test_where_the_driver_refuses_the_buffer_is_pageable_and_that_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    driver = Driver(limit=5_000)
    buffer = pinned_zeros(5, 3, 20, 20, dtype=torch.uint8, pinning=driver.pinning())
    assert buffer.shape == (5, 3, 20, 20)
    buffer[2] = 7
    del buffer
    gc.collect()
    assert driver.held == {}
    (record,) = caplog.records
    assert "does not pin 0.00 GB of host memory (out of memory)" in record.getMessage()


@pytest.mark.gpu
def test_a_card_writes_into_it_without_waiting() -> None:
    buffer = pinned_zeros(3, 1000, dtype=torch.uint8)
    assert buffer.is_pinned()
    buffer.copy_(torch.full((3, 1000), 9, dtype=torch.uint8, device="cuda"), non_blocking=True)
    torch.cuda.synchronize()
    assert int(buffer.min()) == 9
