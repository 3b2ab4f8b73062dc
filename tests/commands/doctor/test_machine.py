"""What the machine is, and what a profile misses on it."""

from __future__ import annotations

import platform

import pytest
import torch

from vortex_gui import __version__
from vortex_gui.base.doctor_report import State
from vortex_gui.base.profile import load_profile
from vortex_gui.commands.doctor.machine import card, program


def test_the_program_names_its_own_version_and_what_it_runs_on() -> None:
    told = program()
    assert told.state is State.GOOD
    for word in (__version__, platform.python_version(), str(torch.__version__), platform.machine()):
        assert word in told.found


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card here")
def test_what_is_a_fault_for_a_cuda_profile_is_a_note_for_a_cpu_one() -> None:
    for profile, state in (("rtx3060", State.FAULT), ("mini", State.NOTE)):
        checks = {check.name: check for check in card(load_profile(profile))}
        assert checks["CUDA"].state is state
        assert bool(checks["CUDA"].remedy) == (state is State.FAULT)


@pytest.mark.gpu
def test_a_card_smaller_than_the_profile_is_a_fault_with_both_figures() -> None:
    profile = load_profile("rtx3060")
    limits = profile.limits.model_copy(update={"hard_gb": 1e6})
    checks = {check.name: check for check in card(profile.model_copy(update={"limits": limits}))}
    assert checks["NVIDIA driver"].state is State.GOOD
    assert checks["CUDA"].state is State.FAULT
    assert "1000000.0 GB" in checks["CUDA"].remedy
