"""Keeps a quantised network's weights with their scales, so that later starts map them instead."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import torch
from torch import nn

from vortex_gui.base.files.disk import free_disk
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import mark
from vortex_gui.checkpoints.hashes import KnownHashes
from vortex_gui.checkpoints.prepared import key_of, origin
from vortex_gui.checkpoints.quantised import Entry, write_prepared
from vortex_gui.models.contracts import LoadAid

WRITING = mark("keeping prepared weights")
SPARE_BYTES = 1_000_000_000
"""Free disk that the file leaves alone."""
NUMBERS = {
    torch.float32: "F32",
    torch.bfloat16: "BF16",
    torch.float16: "F16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.int64: "I64",
}
STATE_MARK = ".weight."
"""Stands in the names of an NF4 weight's scales, behind the weight's own."""
_log = logging.getLogger(__name__)


def keep(network: nn.Module, folder: Path, scheme: str, aid: LoadAid) -> None:
    """Writes the network's weights; a disk without room, or one that refuses, costs only later starts."""
    place = aid.prepared
    if place is None:
        return
    entries = list(entries_of(network))
    size = sum(entry.size for entry in entries)
    try:
        if free_disk(place) < size + SPARE_BYTES:
            _log.warning("no room for prepared weights: %s are needed in %s", bytes_text(size), place)
            return
        hashes = KnownHashes.beside(place)
        key = key_of(folder, scheme, hashes.hash_of)
        hashes.save()
        if key is None:
            return
        done = 0

        def tell(count: int) -> None:
            nonlocal done
            done += count
            aid.on_bytes(WRITING, done, size)

        path = write_prepared(place, key, origin(folder), entries, tell)
    except OSError as error:
        _log.warning("prepared weights could not be kept in %s (%s)", place, error)
        return
    _log.info("prepared weights kept: %s, %s", path, bytes_text(size))


def entries_of(network: nn.Module) -> Iterator[Entry]:
    """Every weight once, with the scales of quantised ones."""
    seen: set[tuple[int, int]] = set()
    for name, tensor in network.state_dict().items():
        place = (tensor.data_ptr(), tensor.nbytes)
        is_scale = STATE_MARK in name  # layers may share a table of bins: each keeps its own
        if is_scale or place not in seen:
            seen.add(place)
            yield Entry(name, NUMBERS[tensor.dtype], tuple(tensor.shape), partial(_bytes, tensor))


def state_names(names: Iterable[str]) -> dict[str, list[str]]:
    """Each weight of a file with the names of its scales, none for most."""
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=len):
        owner, is_scale, _ = name.rpartition(STATE_MARK)
        while is_scale and f"{owner}.weight" not in found:
            owner, is_scale, _ = owner.rpartition(STATE_MARK)
        if is_scale:
            found[f"{owner}.weight"].append(name)
        else:
            found[name] = []
    return found


def _bytes(tensor: torch.Tensor) -> memoryview:
    flat = tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
    content: memoryview = flat.numpy().data
    return content
