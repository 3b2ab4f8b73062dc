"""Memory is measured again and again; a driver that stumbles ends nothing and is told once."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil
import pytest
import torch

from vortex_gui.pipeline.worker.gauge import measure, sample_card_while_loading, sample_while_loading
from vortex_gui.wire.protocol import MemorySample


def after(rounds: int) -> Callable[[], bool]:
    """Says that it has ended after so many samples."""
    left = iter([False] * rounds)
    return lambda: next(left, True)


def test_before_the_pipeline_is_there_the_process_itself_is_measured() -> None:
    sample = sample_while_loading()
    assert sample.used == sample.working
    assert sample.used == pytest.approx(psutil.Process().memory_info().rss, rel=0.2)
    assert sample.total == psutil.virtual_memory().total
    assert (sample.stage, sample.models, sample.buffers) == ("loading", {}, 0)
    assert sample.at == pytest.approx(time.time(), abs=10)


def test_for_a_card_nothing_is_sent_before_cuda_has_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: False)
    assert sample_card_while_loading() is None
    sent: list[MemorySample] = []
    measure(lambda: None, sent.append, after(3))
    assert sent == []


def test_for_a_card_the_weights_on_it_are_measured_and_not_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda card: 500 * card)
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda card: 600 * card)
    sample = sample_card_while_loading()
    assert sample is not None
    assert (sample.used, sample.working, sample.cached, sample.counts) == (500, 500, 100, "allocated")
    assert (sample.context, sample.others, sample.free) == (None, None, None)


def test_samples_are_sent_until_the_end() -> None:
    sent: list[MemorySample] = []
    measure(sample_while_loading, sent.append, after(3))
    assert len(sent) == 3


@pytest.mark.expects_log
def test_a_driver_that_stumbles_is_told_once_and_the_samples_go_on(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[MemorySample] = []
    rounds = iter(range(6))

    def stumbles() -> MemorySample:
        if next(rounds) < 4:
            raise RuntimeError("the driver is gone")
        return sample_while_loading()

    measure(stumbles, sent.append, after(6))
    assert len(sent) == 2
    assert [record.message for record in caplog.records] == ["memory could not be measured"]
