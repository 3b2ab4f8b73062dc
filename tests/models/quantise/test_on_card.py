"""Quantised layers answer on a card as they do on the CPU, within a stated bound."""

from __future__ import annotations

from copy import deepcopy
from importlib.machinery import PathFinder

import pytest
import torch
from torch import nn

from vortex_gui.models.quantise import late_bitsandbytes
from vortex_gui.models.quantise.quantise import Int8Linear, replace_linears

BETWEEN = 0.01
"""Relative difference of CUDA and CPU: both multiply by the same weights, and sum in another order."""
BOUND = {"int8": 0.01, "nf4": 0.11}
"""Relative error against fp32; measured 0.006 and 0.091 on a CPU."""

DEVICES = pytest.mark.parametrize(
    "device",
    [pytest.param("cpu", marks=pytest.mark.cpu_twin), pytest.param("cuda", marks=pytest.mark.gpu)],
)

if PathFinder.find_spec(late_bitsandbytes.NAME) is None:
    pytest.skip("the extra [gpu] is not installed", allow_module_level=True)


def relative(found: torch.Tensor, exact: torch.Tensor) -> float:
    found, exact = found.detach().float().cpu(), exact.detach().float().cpu()
    return float((found - exact).norm() / exact.norm())


@pytest.mark.parametrize("scheme", ["int8", "nf4"])
@DEVICES
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


@pytest.mark.parametrize(
    ("weights", "inputs"),
    [
        (0.05, 20.0),  # beyond 65,504 before the scale
        (1e-4, 1.0),  # scales near 3e-6: float16 holds two digits of them
    ],
)
@DEVICES
def test_int8_in_float16_keeps_large_products_and_small_scales(
    device: str, weights: float, inputs: float
) -> None:
    torch.manual_seed(0)
    layer = Int8Linear(1024, 64, bias=False)
    layer.take(weights * torch.randn(64, 1024))
    x = inputs * torch.randn(16, 1024)
    exact, half = layer(x), layer.to(device)(x.to(device, torch.float16))
    assert half.dtype == torch.float16
    assert half.isfinite().all()
    assert relative(half, exact) < 1e-3
