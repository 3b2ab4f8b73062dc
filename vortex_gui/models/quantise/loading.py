"""Fills a network with quantised weights: from its checkpoint, shard by shard, or from prepared ones, mapped.

From a checkpoint each weight is quantised as it comes, so that the network never exists at full size. What
was quantised is kept in a file for later starts, where there is a place for it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import nn

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.checkpoints.prepared import find
from vortex_gui.models.checks import FETCH_AGAIN, damaged
from vortex_gui.models.contracts import NO_AID, LoadAid
from vortex_gui.models.quantise import prepared
from vortex_gui.models.quantise.quantise import (
    KEPT,
    empty_linears,
    give_prepared,
    is_quantised,
    take_weight,
)

M = TypeVar("M", bound=nn.Module)
QUANTISING, MAPPING = mark("quantising"), mark("reading prepared weights")
_log = logging.getLogger(__name__)


def load_quantised(
    make: Callable[[], nn.Module],
    folder: Path,
    scheme: str,
    device: torch.device,
    *,
    dtype: torch.dtype = torch.bfloat16,
    kept: Collection[str] = KEPT,
    on_host: Collection[str] = (),
    aid: LoadAid = NO_AID,
) -> nn.Module:
    """The network of `make` with the folder's safetensors weights, linear ones quantised, else in `dtype`.

    Each weight is quantised where it will lie, alone, so at most one full one (113 MB in Flux) is ever on the
    card; weights named in `on_host` stay in host memory. In eval mode, without gradients.

    Raises:
        CheckpointError: no weights, a damaged shard, or names and shapes of another network.
    """
    network = load_prepared(make, folder, scheme, device, dtype=dtype, kept=kept, on_host=on_host, aid=aid)
    if network is None:
        network = _from_checkpoint(_empty(make, scheme, dtype, kept), folder, dtype, device, on_host, aid)
        prepared.keep(network, folder, scheme, aid)
        _bring_buffers(network, device)
        if device.type == "cpu":  # mapped weights are shared by all workers of this machine
            mapped = load_prepared(
                make, folder, scheme, device, dtype=dtype, kept=kept, on_host=on_host, aid=aid
            )
            network = mapped or network
    return network.eval().requires_grad_(False)


def load_prepared(
    make: Callable[[], M],
    folder: Path,
    scheme: str,
    device: torch.device,
    *,
    dtype: torch.dtype,
    kept: Collection[str] = KEPT,
    on_host: Collection[str] = (),
    aid: LoadAid,
) -> M | None:
    """The same from the weights that were kept of this folder; `None` where there are none that fit."""
    found = find(folder, scheme, aid.prepared)
    if found is None:
        return None
    network = _from_prepared(_empty(make, scheme, dtype, kept), found, device, on_host, aid)
    if network is None:
        return None
    _bring_buffers(network, device)
    return network.eval().requires_grad_(False)


def _empty(make: Callable[[], M], scheme: str, dtype: torch.dtype, kept: Collection[str]) -> M:
    """The network without weights."""
    from accelerate import init_empty_weights  # type: ignore[import-untyped]  # has no stubs

    with init_empty_weights(include_buffers=False):
        network = make()
    empty_linears(network, scheme, kept)
    return network.to(dtype)


def _from_checkpoint(
    network: nn.Module,
    folder: Path,
    dtype: torch.dtype,
    device: torch.device,
    on_host: Collection[str],
    aid: LoadAid,
) -> nn.Module:
    known = _names_by_storage(network)
    waiting = dict(known)
    total, done = sum(path.stat().st_size for path in _shards(folder)), 0
    for path, name, tensor in checkpoint_tensors(folder):
        if name not in known:
            raise CheckpointError(
                path, tr("holds {name}, which this network does not have", name=name), remedy=tr(FETCH_AGAIN)
            )
        _place(network, path, name, tensor, dtype, _home(name, device, on_host))
        for alias in known[name]:
            waiting.pop(alias, None)
        done += tensor.nbytes
        aid.on_bytes(QUANTISING, min(done, total), total)
    if waiting:
        listed = ", ".join(sorted(waiting)[:3])
        raise CheckpointError(
            folder,
            tr("the weight {names} is missing", names=listed)
            if len(waiting) == 1
            else tr("{count} weights are missing, such as {names}", count=len(waiting), names=listed),
            remedy=tr(FETCH_AGAIN),
        )
    _tie(network)
    return network


def _from_prepared(
    network: M, path: Path, device: torch.device, on_host: Collection[str], aid: LoadAid
) -> M | None:
    """Maps the file; `None` where it does not hold this network, which is logged, and it is made again."""
    known = _names_by_storage(network)
    waiting, total, done = dict(known), path.stat().st_size, 0
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            states = prepared.state_names(file.keys())
            for name, state in states.items():
                owner_name, _, field = name.rpartition(".")
                owner, home = network.get_submodule(owner_name), _home(name, device, on_host)
                tensor = file.get_tensor(name)
                if state:
                    scales = {part.removeprefix(f"{name}."): file.get_tensor(part) for part in state}
                    give_prepared(owner, tensor, scales, home)
                else:
                    _set(owner, field, tensor.to(home))
                for alias in known.get(name, {name}):
                    waiting.pop(alias, None)
                done += tensor.nbytes
                aid.on_bytes(MAPPING, min(done, total), total)
        if waiting:
            raise KeyError(next(iter(waiting)))
        _tie(network)
    except (SafetensorError, OSError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        _log.warning("prepared weights are not used and will be made again: %s (%s)", path, error)
        return None
    return network


def _home(name: str, device: torch.device, on_host: Collection[str]) -> torch.device:
    return torch.device("cpu") if name in on_host else device


def _tie(network: nn.Module) -> None:
    tie = getattr(network, "tie_weights", None)
    if callable(tie):
        tie()


def _bring_buffers(network: nn.Module, device: torch.device) -> None:
    """Buffers that no checkpoint holds, such as positions."""
    for module in network.modules():
        for name in module._non_persistent_buffers_set:
            buffer = module._buffers.get(name)
            if buffer is not None:
                module._buffers[name] = buffer.to(device)


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


def _shards(folder: Path) -> list[Path]:
    for index in sorted(folder.glob("*.safetensors.index.json")):
        try:
            names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise CheckpointError(
                index,
                tr("not a readable index of shards ({why})", why=own_words(error)),
                remedy=tr(FETCH_AGAIN),
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
    if field == "weight" and is_quantised(owner):
        take_weight(owner, tensor, device)
        return
    # Copied, since a view would keep the whole shard mapped.
    value = tensor.to(device, dtype if tensor.is_floating_point() else tensor.dtype, copy=True)
    _set(owner, field, value)


def _set(owner: nn.Module, field: str, value: torch.Tensor) -> None:
    if field in owner._buffers:
        owner._buffers[field] = value
    else:
        setattr(owner, field, nn.Parameter(value, requires_grad=False))


def _shape(owner: nn.Module, field: str) -> tuple[int, ...]:
    if field == "weight" and is_quantised(owner):
        return int(owner.out_features), int(owner.in_features)  # type: ignore[arg-type]  # both layers have them
    tensor = getattr(owner, field)
    return tuple(tensor.shape)


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
