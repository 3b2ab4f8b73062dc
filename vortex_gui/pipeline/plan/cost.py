"""Counts what a forward pass takes, on the meta device: operations, and the peak of living activations."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import torch
from torch import nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode


@dataclass(frozen=True, slots=True)
class Cost:
    """`flop` of the matrix products, convolutions and attentions (a multiply-add is two); `peak_bytes` of the
    tensors alive at one moment, without weights, inputs and the libraries' workspace."""

    flop: int
    peak_bytes: int


def count(networks: Iterable[nn.Module], forward: Callable[[], object]) -> Cost:
    """Runs `forward`, whose networks and inputs lie on the meta device, and counts what it would take.

    Attention is counted as a fused kernel, which keeps no scores in memory, as on a CUDA device.
    """
    flops = FlopCounterMode(display=False)
    attention, living = _FusedAttention(), _LivingBytes(networks)
    with torch.no_grad(), attention, flops, living:
        forward()
    return Cost(flops.get_total_flops() + attention.flop, living.peak)


class _FusedAttention(TorchFunctionMode):
    """Answers scaled dot-product attention with its result's shape and counts its two products."""

    def __init__(self) -> None:
        super().__init__()
        self.flop = 0

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        kwargs = kwargs or {}
        if func is not functional.scaled_dot_product_attention:
            return func(*args, **kwargs)
        named = cast(
            Mapping[str, torch.Tensor],
            dict(zip(("query", "key", "value"), args, strict=False)) | dict(kwargs),
        )
        query, key, value = named["query"], named["key"], named["value"]
        rows, columns = query.shape[-2], key.shape[-2]
        heads = query.shape[:-2].numel()
        self.flop += 2 * heads * rows * columns * (query.shape[-1] + value.shape[-1])
        return query.new_empty((*query.shape[:-1], value.shape[-1]))


class _LivingBytes(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves it bare
    """Follows every storage that the pass makes, from its birth to its end; weights are known beforehand."""

    def __init__(self, networks: Iterable[nn.Module]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch leaves it bare
        self.peak = 0
        self._now = 0
        self._living: dict[int, object] = {}
        self._from_outside = {
            tensor.untyped_storage()._cdata
            for network in networks
            for tensor in (*network.parameters(), *network.buffers())
        }

    def __torch_dispatch__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        for leaf in tree_leaves((args, kwargs)):
            if isinstance(leaf, torch.Tensor):
                self._keep_out(leaf.untyped_storage())
        result = func(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, torch.Tensor):
                self._note(leaf.untyped_storage())
        return result

    def _keep_out(self, storage: torch.UntypedStorage) -> None:
        """What comes in without having been made here is an input."""
        if storage._cdata not in self._living:
            self._from_outside.add(storage._cdata)

    def _note(self, storage: torch.UntypedStorage) -> None:
        address = storage._cdata
        if address in self._from_outside or address in self._living:
            return
        size = storage.nbytes()

        def forget(_: object) -> None:
            if self._living.pop(address, None) is not None:
                self._now -= size

        self._living[address] = weakref.ref(storage, forget)
        self._now += size
        self.peak = max(self.peak, self._now)
