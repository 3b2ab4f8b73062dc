"""Speech alone has a stream of its own on a card, ahead of the actor's; cuBLAS is settled before CUDA."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from vortex_gui.base.profile import load_profile
from vortex_gui.base.roles import ROLES
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.stages import STAGES
from vortex_gui.pipeline.plan.workspaces import BESIDE
from vortex_gui.pipeline.resident.device import Device
from vortex_gui.pipeline.resident.streams import STREAM_OF_ROLE, Streams, settle_cublas

CARD = torch.device("cuda", 0)


class Entered:
    """Counts what torch would be asked for on a card."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[int] = []
        self.entered: list[Any] = []
        self.waited = 0
        monkeypatch.setattr(torch.cuda, "Stream", self._make)
        monkeypatch.setattr(torch.cuda, "stream", self._enter)

    def _make(self, device: torch.device, priority: int) -> SimpleNamespace:
        self.made.append(priority)
        return SimpleNamespace(synchronize=self._wait)

    def _wait(self) -> None:
        self.waited += 1

    def _enter(self, stream: object) -> Any:
        self.entered.append(stream)
        return threading.Lock()  # anything that can be entered


@pytest.mark.cpu_twin
def test_speech_alone_leaves_the_default_stream_and_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told, streams = Entered(monkeypatch), Streams(CARD)
    for stage in (*STAGES, *STAGES):
        with streams.beside(stage):
            pass
    assert told.made == [-1], "one stream, of high priority"
    assert len(told.entered) == told.waited == 2
    assert list(BESIDE) == ["speech"]


def test_a_role_is_warmed_up_in_the_stream_of_its_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    told, streams = Entered(monkeypatch), Streams(CARD)
    for role in ROLES:
        with streams.beside(STREAM_OF_ROLE.get(role)):
            pass
    assert len(told.entered) == 1


def test_a_cpu_has_no_streams() -> None:
    with Streams(torch.device("cpu")).beside("speech"):
        pass


def test_the_operators_own_choice_for_cublas_stays() -> None:
    own = {"CUBLAS_WORKSPACE_CONFIG": ":16:8"}
    settle_cublas(own)
    assert own == {"CUBLAS_WORKSPACE_CONFIG": ":16:8"}


def test_cublas_is_settled_before_a_card_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG", raising=False)
    seen: list[str | None] = []

    def properties(_: object) -> SimpleNamespace:
        seen.append(os.environ.get("CUBLAS_WORKSPACE_CONFIG"))
        return SimpleNamespace(total_memory=12_000_000_000)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_properties", properties)
    monkeypatch.setattr(torch.cuda, "set_per_process_memory_fraction", lambda *_: None)
    tf32 = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    try:
        Device(load_profile("rtx3060"), Settings())
    finally:
        torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = tf32
    assert seen
    assert set(seen) == {":4096:2"}
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG")


@pytest.mark.gpu
def test_on_a_card_speech_ends_before_a_long_row_of_large_products() -> None:
    """Kokoro-shaped: small LSTM steps beside Flux-shaped products of 1280 x 3072 x 12288 in bfloat16."""
    small = torch.nn.LSTM(512, 256, bidirectional=True, batch_first=True).to(CARD)
    sound = torch.randn(1, 300, 512, device=CARD)
    left = torch.randn(1280, 3072, device=CARD, dtype=torch.bfloat16)
    right = torch.randn(3072, 12288, device=CARD, dtype=torch.bfloat16)
    ends: dict[str, float] = {}

    def actor() -> None:
        for _ in range(1500):
            torch.mm(left, right)
        torch.cuda.current_stream().synchronize()
        ends["actor"] = time.perf_counter()

    def speech() -> None:
        with torch.inference_mode(), Streams(CARD).beside("speech"):
            for _ in range(5):
                small(sound)
        ends["speech"] = time.perf_counter()

    with torch.inference_mode():
        small(sound), torch.mm(left, right)
    torch.cuda.synchronize()
    threads = [threading.Thread(target=work) for work in (actor, speech)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends["speech"] < ends["actor"]
