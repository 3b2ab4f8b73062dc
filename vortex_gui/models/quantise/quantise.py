"""Linear layers with smaller weights, on CPU and CUDA alike: NF4 with double quantisation, and int8 by row.

One replacement of `nn.Linear` serves both ways to get there: `replace_linears` on a network that is loaded,
and `empty_linears` on one that is read from a checkpoint. NF4 is bitsandbytes' `Linear4bit`, which needs the
extra `[gpu]`; int8 is our own weight-only layer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from types import ModuleType
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.models.quantise import late_bitsandbytes, nf4

SCHEMES = ("nf4", "int8")
KEPT = frozenset(
    {"x_embedder", "context_embedder", "proj_out", "text_projection", "visual_projection", "lm_head"}
)
"""Input and output projections stay as they are: they are small, and a fault in them reaches every pixel."""

HALF_ROOM = 128
"""A power of two, by which int8's whole numbers are made smaller in float16."""
NF4_TABLE_BYTES = 4 * 16 + 4 * 256 + 4
"""The two code books and the offset that bitsandbytes keeps beside each layer."""


class Int8Linear(nn.Module):
    """y = x Wᵀ + b with W as int8 and one float32 scale a row; computes in the dtype of x.

    The scale is applied to the product, so that only W's whole numbers are made to the computing dtype, which
    holds them exactly (bfloat16 and float16 both do, up to 127). In float16 they are made 128 times smaller,
    exactly again, and the scale larger: the bare product would pass 65,504 and become infinite, and scales
    below 6e-5 would lose their digits.
    """

    weight: torch.Tensor
    scale: torch.Tensor

    def __init__(
        self, in_features: int, out_features: int, *, bias: bool, device: torch.device | str | None = None
    ) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.register_buffer(
            "weight", torch.zeros(out_features, in_features, dtype=torch.int8, device=device)
        )
        self.register_buffer("scale", torch.ones(out_features, dtype=torch.float32, device=device))
        self.bias = (
            nn.Parameter(torch.zeros(out_features, device=device), requires_grad=False) if bias else None
        )

    def take(self, weight: torch.Tensor) -> None:
        """Quantises (out, in) floats, each row by its own largest magnitude."""
        rows = weight.detach().float()
        scale = rows.abs().amax(dim=1).clamp(min=torch.finfo(torch.float32).tiny) / 127
        self.weight = (rows / scale[:, None]).round().clamp(-127, 127).to(torch.int8)
        self.scale = scale

    def _apply(self, fn: Callable[..., torch.Tensor], recurse: bool = True) -> Int8Linear:
        """Moves with the network, but `.half()` and its like leave the scales in float32."""
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]  # torch leaves it bare
        self.scale = self.scale.float()
        return self

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        weight, scale = self.weight.to(x.dtype), self.scale
        if x.dtype == torch.float16:
            weight, scale = weight.div_(HALF_ROOM), scale * HALF_ROOM
        y = functional.linear(x, weight) * scale.to(x.dtype)
        return y if self.bias is None else y + self.bias.to(x.dtype)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )


def is_kept(name: str) -> bool:
    """Whether the linear layer of this full name keeps its weight, as an input or output projection."""
    return name in KEPT


def nf4_bytes(rows: int, columns: int) -> int:
    """Bytes of one NF4 weight with double quantisation, constants and code books included."""
    numbers = rows * columns
    blocks = math.ceil(numbers / nf4.BLOCK)
    return math.ceil(numbers / 2) + blocks + 4 * math.ceil(blocks / nf4.BLOCKS_PER_SCALE) + NF4_TABLE_BYTES


def int8_bytes(rows: int, columns: int) -> int:
    """Bytes of one int8 weight with its scale a row."""
    return rows * columns + 4 * rows


def replace_linears(network: nn.Module, scheme: str, *, kept: Collection[str] = KEPT) -> int:
    """Puts a quantised layer in the place of every `nn.Linear` not named in `kept`; returns how many.

    Each weight is quantised where it lies (CPU or CUDA) and the full one is let go before the next is taken.
    Raises ValueError for a scheme that is not one of `SCHEMES`, `CheckpointError` without bitsandbytes.
    """
    names = _linear_names(network, kept)
    for name in names:
        linear = network.get_submodule(name)
        assert isinstance(linear, nn.Linear)
        layer = _empty_layer(linear, scheme)
        take_weight(layer, linear.weight.data, linear.weight.device)
        if linear.bias is not None:
            layer.bias = nn.Parameter(linear.bias.data, requires_grad=False)
        _put(network, name, layer)
    return len(names)


def empty_linears(network: nn.Module, scheme: str, kept: Collection[str]) -> None:
    """Puts a quantised layer without weights in the place of every `nn.Linear` not named in `kept`."""
    for name in _linear_names(network, kept):
        linear = network.get_submodule(name)
        assert isinstance(linear, nn.Linear)
        _put(network, name, _empty_layer(linear, scheme))


def give_prepared(
    layer: nn.Module, packed: torch.Tensor, state: dict[str, torch.Tensor], device: torch.device
) -> None:
    """Fills an NF4 layer with bytes that were quantised before, and with their scales."""
    kind = _bitsandbytes().Params4bit
    weight = kind.from_prequantized(packed, state, device=device, module=layer)
    layer.weight = weight
    layer.quant_state = weight.quant_state


def quantisation_tensors(network: nn.Module) -> Iterator[torch.Tensor]:
    """Scales and tables of NF4 layers, which are neither parameters nor buffers: 3 % of their bytes."""
    for module in network.modules():
        weight: Any = getattr(module, "weight", None)
        state = getattr(weight, "quant_state", None)
        if state is not None:
            yield from (state.absmax, state.code)
            if state.nested:
                yield from (state.offset, state.state2.absmax, state.state2.code)


def check_scheme(scheme: str) -> None:
    """Raises ValueError, with the list of right ones, for an unknown quantisation."""
    if scheme not in SCHEMES:
        raise ValueError(
            tr(
                "quantisation must be one of {allowed}, not {scheme!r}",
                allowed=", ".join(SCHEMES),
                scheme=scheme,
            )
        )


def _linear_names(network: nn.Module, kept: Collection[str]) -> list[str]:
    return [
        name
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and type(module) is nn.Linear and name not in kept
    ]


def _empty_layer(linear: nn.Linear, scheme: str) -> nn.Module:
    check_scheme(scheme)
    has_bias = linear.bias is not None
    if scheme == "int8":
        return Int8Linear(linear.in_features, linear.out_features, bias=has_bias, device="meta")
    layer: Any = _bitsandbytes().Linear4bit(  # bitsandbytes brings no types
        linear.in_features,
        linear.out_features,
        bias=has_bias,
        compute_dtype=torch.bfloat16,
        compress_statistics=True,
        quant_type="nf4",
        quant_storage=nf4.STORAGE,
        device="meta",
    )
    # Else its first call on a CPU with AVX-512 repacks the weight in place, as uint8 and in another order.
    layer.support_avx512bf16_for_cpu = False
    packed: nn.Module = layer
    return packed


def take_weight(layer: nn.Module, weight: torch.Tensor, device: torch.device) -> None:
    if isinstance(layer, Int8Linear):
        layer.take(weight.to(device))
        return
    packed = nf4.quantised(_bitsandbytes(), weight.to(device, torch.bfloat16), device, layer)
    layer.weight = packed
    layer.quant_state = packed.quant_state


def is_quantised(module: nn.Module) -> bool:
    """Whether it is one of the layers that replace `nn.Linear`."""
    return hasattr(module, "in_features") and type(module) is not nn.Linear


def _put(network: nn.Module, name: str, layer: nn.Module) -> None:
    parent, _, field = name.rpartition(".")
    layer.train(network.training)
    setattr(network.get_submodule(parent), field, layer)


def _bitsandbytes() -> ModuleType:
    """bitsandbytes' layers; raises `CheckpointError` with the remedy where the package is missing."""
    try:
        return late_bitsandbytes.layers()
    except ImportError:
        raise CheckpointError(
            "bitsandbytes",
            tr("not installed, and NF4 needs it"),
            remedy=tr("Install the extra [gpu], or choose int8."),
        ) from None
