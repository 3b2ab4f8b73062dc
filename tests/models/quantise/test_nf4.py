"""NF4 on all cores gives bitsandbytes' own bytes."""

from __future__ import annotations

from importlib.machinery import PathFinder
from typing import Any

import pytest
import torch

from vortex_gui.models.quantise import late_bitsandbytes, nf4

if PathFinder.find_spec(late_bitsandbytes.NAME) is None:
    pytest.skip("the extra [gpu] is not installed", allow_module_level=True)

CPU = torch.device("cpu")


@pytest.mark.parametrize("shape", [(512, 768), (600, 1024), (1, 64), (130, 70)])
def test_bytes_and_scales_are_those_of_bitsandbytes(shape: tuple[int, int]) -> None:
    layers = late_bitsandbytes.layers()
    weight = (torch.randn(shape, generator=torch.Generator().manual_seed(4)) * 0.02).bfloat16()
    weight[0, :64] = 0
    found: Any = nf4.quantised(layers, weight, CPU, None)
    exact: Any = layers.Params4bit(
        weight, requires_grad=False, quant_type="nf4", compress_statistics=True, quant_storage=torch.int8
    ).to(CPU)
    assert torch.equal(found.data, exact.data)
    mine, theirs = found.quant_state, exact.quant_state
    for one, other in (
        (mine.absmax, theirs.absmax),
        (mine.offset, theirs.offset),
        (mine.code, theirs.code),
        (mine.state2.absmax, theirs.state2.absmax),
        (mine.state2.code, theirs.state2.code),
    ):
        assert torch.equal(one, other)
    assert mine.shape == theirs.shape
    assert mine.dtype == theirs.dtype
