"""Linear layers with smaller weights, on CPU and CUDA alike: NF4 with double quantisation, and int8 by row.

One replacement of `nn.Linear` serves both ways to get there: `replace_linears` on a network that is loaded,
and `load_quantised`, which reads a checkpoint shard by shard and quantises each weight as it comes, so that
the network never exists at full size. NF4 is bitsandbytes' `Linear4bit`, which needs the extra `[gpu]`; int8
is our own weight-only layer.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import nn
from torch.nn import functional

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import tr
from vortex_gui.models.checks import FETCH_AGAIN, damaged
from vortex_gui.models.quantise import late_bitsandbytes

SCHEMES = ("nf4", "int8")
KEPT = frozenset(
    {"x_embedder", "context_embedder", "proj_out", "text_projection", "visual_projection", "lm_head"}
)
"""Input and output projections stay as they are: they are small, and a fault in them reaches every pixel."""

NF4_BLOCK = 64
NF4_BLOCKS_PER_SCALE = 256
NF4_TABLE_BYTES = 4 * 16 + 4 * 256 + 4
"""The two code books and the offset that bitsandbytes keeps beside each layer."""


class Int8Linear(nn.Module):
    """y = x Wᵀ + b with W as int8 and one float32 scale a row; computes in the dtype of x.

    The scale is applied to the product, so that only W's whole numbers are made to the computing dtype, which
    holds them exactly (bfloat16 and float16 both do, up to 127).
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
        y = functional.linear(x, self.weight.to(x.dtype)) * self.scale.to(x.dtype)
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
    blocks = math.ceil(numbers / NF4_BLOCK)
    return math.ceil(numbers / 2) + blocks + 4 * math.ceil(blocks / NF4_BLOCKS_PER_SCALE) + NF4_TABLE_BYTES


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
        _take_weight(layer, linear.weight.data, linear.weight.device)
        if linear.bias is not None:
            layer.bias = nn.Parameter(linear.bias.data, requires_grad=False)
        _put(network, name, layer)
    return len(names)


def load_quantised(
    make: Callable[[], nn.Module],
    folder: Path,
    scheme: str,
    device: torch.device,
    *,
    dtype: torch.dtype = torch.bfloat16,
    kept: Collection[str] = KEPT,
) -> nn.Module:
    """The network of `make` with the folder's safetensors weights, linear ones quantised, else in `dtype`.

    Shards are read one tensor at a time on the host. Each weight is quantised where it will lie, alone, so at
    most one full one (113 MB in Flux) is ever on the card: bitsandbytes takes 0.1 s a million weights on a
    CPU core, half an hour for Flux, and a card some seconds. In eval mode, without gradients.

    Raises:
        CheckpointError: no weights, a damaged shard, or names and shapes of another network.
    """
    from accelerate import init_empty_weights  # type: ignore[import-untyped]  # has no stubs

    with init_empty_weights(include_buffers=False):
        network = make()
    for name in _linear_names(network, kept):
        linear = network.get_submodule(name)
        assert isinstance(linear, nn.Linear)
        _put(network, name, _empty_layer(linear, scheme))
    network.to(dtype)
    known = _names_by_storage(network)
    waiting = dict(known)
    for path, name, tensor in checkpoint_tensors(folder):
        if name not in known:
            raise CheckpointError(
                path, tr("holds {name}, which this network does not have", name=name), remedy=tr(FETCH_AGAIN)
            )
        _place(network, path, name, tensor, dtype, device)
        for alias in known[name]:
            waiting.pop(alias, None)
    if waiting:
        listed = ", ".join(sorted(waiting)[:3])
        raise CheckpointError(
            folder,
            tr("the weight {names} is missing", names=listed)
            if len(waiting) == 1
            else tr("{count} weights are missing, such as {names}", count=len(waiting), names=listed),
            remedy=tr(FETCH_AGAIN),
        )
    tie = getattr(network, "tie_weights", None)
    if callable(tie):
        tie()
    return network.to(device).eval().requires_grad_(False)


def checkpoint_tensors(folder: Path) -> Iterator[tuple[Path, str, torch.Tensor]]:
    """Every tensor of a folder's safetensors, shard by shard: path, name, tensor on the CPU.

    Raises `CheckpointError` when there is none, a shard of the index is missing, or one is damaged.
    """
    for path in _shards(folder):
        try:
            with safe_open(path, framework="pt", device="cpu") as shard:
                for name in shard.keys():  # noqa: SIM118  # safe_open is not a mapping
                    yield path, name, shard.get_tensor(name)
        except (SafetensorError, OSError, ValueError) as error:
            raise damaged(path, error) from error


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


def _shards(folder: Path) -> list[Path]:
    for index in sorted(folder.glob("*.safetensors.index.json")):
        try:
            names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise CheckpointError(
                index, tr("not a readable index of shards ({why})", why=error), remedy=tr(FETCH_AGAIN)
            ) from error
        paths = sorted(folder / str(name) for name in names)
        for path in paths:
            if not path.is_file():
                raise CheckpointError(path, tr("missing"), remedy=tr(FETCH_AGAIN))
        return paths
    paths = sorted(folder.glob("*.safetensors"))
    if not paths:
        raise CheckpointError(folder, tr("holds no weights"), remedy=tr(FETCH_AGAIN))
    return paths


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
        # T5 casts its hidden states to the dtype of `wo.weight` unless that is int8: packed bytes named uint8
        # would turn them into 0 and 1 … 255. As int8 they are the same bytes and T5 leaves its states alone.
        quant_storage=torch.int8,
        device="meta",
    )
    # Else its first call on a CPU with AVX-512 repacks the weight in place, as uint8 and in another order.
    layer.support_avx512bf16_for_cpu = False
    packed: nn.Module = layer
    return packed


def _take_weight(layer: nn.Module, weight: torch.Tensor, device: torch.device) -> None:
    if isinstance(layer, Int8Linear):
        layer.take(weight.to(device))
        return
    packed = (
        _bitsandbytes()
        .Params4bit(
            weight.to(torch.bfloat16),
            requires_grad=False,
            quant_type="nf4",
            compress_statistics=True,
            quant_storage=torch.int8,
            module=layer,
        )
        .to(device)
    )
    layer.weight = packed
    layer.quant_state = packed.quant_state


def _place(
    network: nn.Module, path: Path, name: str, tensor: torch.Tensor, dtype: torch.dtype, device: torch.device
) -> None:
    owner_name, _, field = name.rpartition(".")
    owner = network.get_submodule(owner_name)
    wanted = _shape(owner, field)
    if tuple(tensor.shape) != wanted:
        raise CheckpointError(
            path,
            tr("{name} is {found}, not {wanted}", name=name, found=tuple(tensor.shape), wanted=wanted),
            remedy=tr(FETCH_AGAIN),
        )
    if field == "weight" and _is_quantised(owner):
        _take_weight(owner, tensor, device)
        return
    value = tensor.to(device, dtype if tensor.is_floating_point() else None)
    if field in owner._buffers:
        owner._buffers[field] = value
    else:
        setattr(owner, field, nn.Parameter(value, requires_grad=False))


def _shape(owner: nn.Module, field: str) -> tuple[int, ...]:
    if field == "weight" and _is_quantised(owner):
        return int(owner.out_features), int(owner.in_features)  # type: ignore[arg-type]  # both layers have them
    tensor = getattr(owner, field)
    return tuple(tensor.shape)


def _is_quantised(module: nn.Module) -> bool:
    return hasattr(module, "in_features") and type(module) is not nn.Linear


def _names_by_storage(network: nn.Module) -> dict[str, set[str]]:
    """Names that the checkpoint must bring, each with the names that are filled along with it."""
    persistent = set(network.state_dict(keep_vars=True))
    owners: dict[int, set[str]] = {}
    for name, parameter in network.named_parameters(remove_duplicate=False):
        owners.setdefault(id(parameter), set()).add(name)
    tied: dict[str, str] = getattr(network, "all_tied_weights_keys", None) or {}
    waiting = {name: names for names in owners.values() for name in names}
    for name, _ in network.named_buffers():
        if name in persistent and not name.endswith(".scale"):
            waiting[name] = {name}
    for name in set(tied) & set(waiting):
        source = tied[name]
        both = waiting[name] | waiting.get(source, set()) | {name, source}
        for alias in both & set(waiting):
            waiting[alias] = both
    return waiting


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
