"""Quantised layers answer on a card as they do on the CPU, within a stated bound."""

from __future__ import annotations

from copy import deepcopy
from importlib.machinery import PathFinder

import pytest
import torch
from torch import nn

from vortex_gui.models.quantise import late_bitsandbytes
from vortex_gui.models.quantise.quantise import replace_linears

BETWEEN = 0.01
"""Relative difference of CUDA and CPU: both multiply by the same weights, and sum in another order."""
BOUND = {"int8": 0.01, "nf4": 0.11}
"""Relative error against fp32; measured 0.006 and 0.091 on a CPU."""

if PathFinder.find_spec(late_bitsandbytes.NAME) is None:
    pytest.skip("the extra [gpu] is not installed", allow_module_level=True)


def relative(found: torch.Tensor, exact: torch.Tensor) -> float:
    found, exact = found.detach().float().cpu(), exact.detach().float().cpu()
    return float((found - exact).norm() / exact.norm())


@pytest.mark.parametrize("scheme", ["int8", "nf4"])
@pytest.mark.parametrize(
    "device",
    [pytest.param("cpu", marks=pytest.mark.cpu_twin), pytest.param("cuda", marks=pytest.mark.gpu)],
)
def test_a_layer_quantised_on_the_device_answers_as_on_the_cpu(device: str, scheme: str) -> None:
    torch.manual_seed(0)
    plain = nn.Sequential(nn.Linear(768, 512))
    x = torch.randn(64, 768)
    exact = plain(x)
    here, there = deepcopy(plain), deepcopy(plain).to(device)
    assert replace_linears(here, scheme) == replace_linears(there, scheme) == 1
    answer = there(x.to(device))
    assert answer.device.type == device
    assert relative(answer, exact) < BOUND[scheme]
    assert relative(answer, here(x)) < BETWEEN
