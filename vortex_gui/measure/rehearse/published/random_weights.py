"""Streams random weights into safetensors files of any size: the same numbers for the same name."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import torch

OnBytes = Callable[[int], None]
"""Told how many more bytes have been written; what it raises stops the writing."""

NAMES: Mapping[torch.dtype, str] = {torch.float32: "F32", torch.bfloat16: "BF16", torch.float16: "F16"}
SPREAD = 0.02
POOL = 1 << 22
"""Numbers drawn once; each weight is a stretch of them, so that writing waits for the disk alone."""
CHUNK = 1 << 22

Shapes = Mapping[str, tuple[int, ...]]


def write_safetensors(path: Path, shapes: Shapes, dtype: torch.dtype, on_bytes: OnBytes) -> None:
    """One file with a random weight of each shape, never more than a few megabytes of it in memory."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, shape in shapes.items():
        end = at + math.prod(shape) * dtype.itemsize
        header[name] = {"dtype": NAMES[dtype], "shape": list(shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, shape in shapes.items():
            for numbers in random_numbers(name, shape):
                on_bytes(file.write(numbers.to(dtype).view(torch.uint8).numpy().data))


def write_shards(
    folder: Path, stem: str, shapes: Shapes, dtype: torch.dtype, shards: int, on_bytes: OnBytes
) -> None:
    """The same in several files with an index, as the hub has large networks; one file has no index."""
    if shards == 1:
        write_safetensors(folder / f"{stem}.safetensors", shapes, dtype, on_bytes)
        return
    where: dict[str, str] = {}
    for number, part in enumerate(_parts(shapes, shards), 1):
        name = f"{stem}-{number:05}-of-{shards:05}.safetensors"
        write_safetensors(folder / name, part, dtype, on_bytes)
        where |= dict.fromkeys(part, name)
    size = sum(math.prod(shape) for shape in shapes.values()) * dtype.itemsize
    index = {"metadata": {"total_size": size}, "weight_map": where}
    (folder / f"{stem}.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def random_numbers(name: str, shape: tuple[int, ...]) -> Iterator[torch.Tensor]:
    """The weight's numbers in float32, a few million at a time: ones for norms, zeros for biases."""
    left, at = math.prod(shape), zlib.crc32(name.encode()) % POOL
    while left:
        count = min(left, CHUNK, POOL - at)
        yield _stretch(name, shape, at, count)
        left -= count
        at = (at + count) % POOL


def shapes_of(network: torch.nn.Module, prefix: str = "") -> dict[str, tuple[int, ...]]:
    """The shapes of a network's parameters by name, shared ones once."""
    return {prefix + name: tuple(weight.shape) for name, weight in network.named_parameters()}


def _stretch(name: str, shape: tuple[int, ...], at: int, count: int) -> torch.Tensor:
    if len(shape) > 1 or not shape:
        return _pool()[at : at + count]
    return torch.ones(count) if name.endswith("weight") else torch.zeros(count)


@cache
def _pool() -> torch.Tensor:
    return torch.randn(POOL, generator=torch.Generator().manual_seed(12)) * SPREAD


def _parts(shapes: Shapes, count: int) -> Iterator[dict[str, tuple[int, ...]]]:
    """The weights in order, in so many parts of about equal size, none empty."""
    total, taken = sum(math.prod(shape) for shape in shapes.values()), 0
    parts: list[dict[str, tuple[int, ...]]] = [{} for _ in range(count)]
    for name, shape in shapes.items():
        parts[min(count - 1, taken * count // total)][name] = shape
        taken += math.prod(shape)
    yield from parts
