"""G folded against G as published: block by block, and its instance norm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.folded.enlarged import EnlargedConvolution
from vortex_gui.models.live_portrait.folded.folded_generator import (
    FoldedBlock,
    FoldedGenerator,
    instance_normed,
    normed_by_centring,
    normed_by_moments,
)
from vortex_gui.models.live_portrait.folded.folding import Convolution
from vortex_gui.models.live_portrait.networks.config import NARROW
from vortex_gui.models.live_portrait.networks.spade import SpadeGenerator, SpadeResnetBlock

WAYS = [instance_normed, normed_by_moments, normed_by_centring]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("mean", [0.0, 50.0])
def test_instance_norm_is_torchs_and_keeps_the_layout(
    way: Callable[[torch.Tensor], torch.Tensor], layout: torch.memory_format, mean: float
) -> None:
    x = mean + torch.randn(2, 6, 8, 10, generator=torch.Generator().manual_seed(1))
    x = x.to(memory_format=layout)
    found = way(x)
    assert torch.allclose(found, functional.instance_norm(x.double(), eps=1e-5).float(), atol=2e-5)
    assert found.is_contiguous(memory_format=layout)
    assert instance_normed(x.bfloat16()).dtype == torch.bfloat16


def test_instance_norm_of_halves_sums_in_float32() -> None:
    """The squares of these values add up to far more than a half holds."""
    x = 300 * torch.randn(1, 2, 64, 64, generator=torch.Generator().manual_seed(1))
    found = instance_normed(x.half())
    assert found.dtype == torch.float16
    assert (found.float() - functional.instance_norm(x)).abs().max() < 0.01


@pytest.mark.parametrize(("width_in", "width_out"), [(6, 4), (5, 5)])
@pytest.mark.parametrize("enlarged", [1, 2, 4])
def test_a_prepared_block_is_the_block_behind_its_doubling(
    width_in: int, width_out: int, enlarged: int
) -> None:
    torch.manual_seed(2)
    block = SpadeResnetBlock(width_in, width_out, 3, 5).eval().requires_grad_(False)
    doubling = 1 if enlarged == 1 else 2
    feature = torch.randn(2, 3, 4, 4)
    x = torch.randn(2, width_in, 4 * enlarged // doubling, 4 * enlarged // doubling)
    with torch.inference_mode():
        wanted = block(functional.interpolate(x, scale_factor=float(doubling)), feature)
        folded = FoldedBlock(block, doubling=doubling, enlarged=enlarged)
        found = folded(x.clone(), feature)
    assert wanted.std() > 0.1
    assert torch.allclose(found, wanted, atol=2e-5)


def test_the_whole_generator_draws_the_published_picture() -> None:
    torch.manual_seed(3)
    plain = SpadeGenerator(NARROW).eval().requires_grad_(False)
    feature = torch.randn(1, NARROW.warp_width, 8, 8)
    with torch.inference_mode():
        wanted = plain(feature)
        found = FoldedGenerator(plain)(feature)
    assert (found - wanted).abs().max() < 1e-4 * wanted.std()


@pytest.mark.parametrize(
    "device",
    [pytest.param("cpu", marks=pytest.mark.cpu_twin), pytest.param("cuda", marks=pytest.mark.gpu)],
)
def test_channels_last_reaches_every_convolution(device: str) -> None:
    """torch's instance norm returned the usual layout, which undid it at each SPADE."""
    torch.manual_seed(4)
    drawing: Any = FoldedGenerator(SpadeGenerator(NARROW).eval().requires_grad_(False))
    drawing.to(device).to(memory_format=torch.channels_last)
    lost: list[str] = []

    def watch(name: str) -> Callable[..., None]:
        def look(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            if not inputs[0].is_contiguous(memory_format=torch.channels_last):
                lost.append(name)

        return look

    seen = [
        layer.register_forward_pre_hook(watch(name))
        for name, layer in drawing.named_modules()
        if isinstance(layer, Convolution | EnlargedConvolution)
    ]
    feature = torch.randn(1, NARROW.warp_width, 8, 8, device=device)
    feature = feature.contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        drawing(feature)
    assert len(seen) > 10
    assert lost == []
