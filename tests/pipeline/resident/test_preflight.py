"""Nothing is loaded into memory that is not free: one sentence tells what is missing and who holds it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import psutil
import pytest
import torch

from vortex_gui.base.errors import VortexInitializationError
from vortex_gui.pipeline.plan.figures import Figure, Plan
from vortex_gui.pipeline.plan.needs import Needs
from vortex_gui.pipeline.resident import preflight
from vortex_gui.pipeline.resident.preflight import check_room, free_now, host_holders

CPU = torch.device("cpu")


def plan_of(total_bytes: int) -> Plan:
    """A plan that needs so many bytes of buffers and nothing else."""
    return Plan(
        profile="mini",
        gpu=None,
        components=(),
        buffers=(Figure("video", total_bytes, "computed"),),
        working=(),
        workspace=(),
        savings=(),
        outside=(),
        soft_limit_bytes=total_bytes,
        hard_limit_bytes=total_bytes,
        card_bytes=None,
        stages=(),
        floor_s=None,
        deadline_s=None,
        rung="full",
        animation_batch=1,
        advice=(),
    )


def test_enough_memory_is_passed_in_silence() -> None:
    check_room(Needs.of(plan_of(1_000_000)), CPU)


def test_too_little_memory_is_refused_with_the_shortfall_and_its_largest_holders() -> None:
    with pytest.raises(VortexInitializationError) as told:
        check_room(Needs.of(plan_of(10**15)), CPU)
    sentence = told.value.sentence
    assert "Profile mini needs 1000000.00 GB" in sentence
    assert "are missing (" in sentence
    assert " holds " in sentence
    assert "smaller profile" in told.value.remedy


def test_what_the_loaders_save_need_not_be_free() -> None:
    free, _ = free_now(CPU)
    big = replace(plan_of(free + 10**12), savings=(Figure("the table", 10**12 + free, "computed"),))
    check_room(Needs.of(big), CPU)


def test_a_cards_context_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for the free memory makes the context: what is free then has lost it already."""
    card = torch.device("cuda", 0)
    context = (Figure("CUDA context, least", 300_000_000, "assumed"),)
    needs = Needs.of(replace(plan_of(10**9), outside=context))
    monkeypatch.setattr(preflight, "card_account", lambda device: None)
    monkeypatch.setattr(preflight, "card_holders", lambda account: [])
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (10**9, 12 * 10**9))
    check_room(needs, card)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (10**9 - 1, 12 * 10**9))
    with pytest.raises(VortexInitializationError):
        check_room(needs, card)


def test_free_memory_of_the_host_is_what_the_system_says() -> None:
    free, _ = free_now(CPU)
    assert 0 < free < 2**50


def test_other_processes_are_told_with_their_sizes() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        name = psutil.Process(child.pid).name()
        assert any(held == name and size > 0 for held, size in host_holders())
    finally:
        child.communicate(b"\n", timeout=20)


@pytest.mark.gpu
def test_free_memory_of_a_card_is_below_its_total() -> None:
    device = torch.device("cuda", 0)
    free, _ = free_now(device)
    assert 0 < free <= torch.cuda.get_device_properties(0).total_memory
