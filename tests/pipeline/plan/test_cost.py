"""What one pass takes is counted on the meta device: operations, and the bytes that live at one moment."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.pipeline.plan.cost import Cost, count
from vortex_gui.pipeline.plan.layout import component


def counted(
    build: Callable[[], nn.Module], *shape: int, dtype: torch.dtype = torch.float32
) -> tuple[int, int]:
    with torch.device("meta"):
        network = build().to(dtype).eval()
        x = torch.empty(*shape, dtype=dtype)
    cost = count([network], lambda: network(x))
    return cost.flop, cost.peak_bytes


def test_a_linear_layer_takes_two_operations_a_weight_and_row() -> None:
    assert counted(lambda: nn.Linear(30, 20, bias=False), 7, 30) == (2 * 7 * 30 * 20, 7 * 20 * 4)


def test_peak_counts_what_lives_at_one_moment_and_not_what_is_gone() -> None:
    chain = [nn.Linear(10, 1000, bias=False), nn.Linear(1000, 10, bias=False)] * 5
    _, peak = counted(lambda: nn.Sequential(*chain), 1, 10)
    assert peak == (1000 + 10) * 4


def test_half_precision_halves_the_peak() -> None:
    build = lambda: nn.Conv2d(3, 8, 3, padding=1, bias=False)  # noqa: E731
    assert counted(build, 1, 3, 16, 16, dtype=torch.float16)[1] == 8 * 16 * 16 * 2


def test_attention_counts_its_two_products_and_keeps_no_scores() -> None:
    class Attend(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return functional.scaled_dot_product_attention(x, x, x)

    assert counted(Attend, 1, 4, 100, 16) == (4 * (2 * 100 * 100 * 16) * 2, 4 * 100 * 16 * 4)


def test_quantised_components_hold_less_and_know_what_a_pass_makes_of_them() -> None:
    with torch.device("meta"):
        network = nn.Sequential(nn.Linear(128, 256), nn.LayerNorm(256))
    held = component("flux", "transformer", network, "int8")
    assert held.bytes == 128 * 256 + 4 * 256 + 2 * (256 + 2 * 256)
    assert held.bytes_per_pass == held.bytes + 2 * (128 * 256 * 2)


def test_attention_counts_rows_and_columns_wherever_its_parts_are_named() -> None:
    """Three dimensions: no heads beside the batch."""
    query, other = torch.empty(5, 7, 16, device="meta"), torch.empty(5, 11, 16, device="meta")
    value = torch.empty(5, 11, 3, device="meta")
    mask = torch.empty(7, 11, device="meta")
    attend = functional.scaled_dot_product_attention
    for forward in (
        lambda: attend(query, other, value=value),
        lambda: attend(query, other, value, mask),
    ):
        assert count([], forward) == Cost(2 * 5 * 7 * 11 * (16 + 3), 5 * 7 * 3 * 4)


def test_a_pass_that_makes_nothing_takes_nothing() -> None:
    given = torch.empty(9, 4, device="meta")
    assert count([], lambda: None) == Cost(0, 0)
    assert count([], lambda: given.t()) == Cost(0, 0)  # another look at what came in


def test_what_is_made_counts_at_its_own_width() -> None:
    assert count([], lambda: torch.ones(10, dtype=torch.float64, device="meta")) == Cost(0, 80)
