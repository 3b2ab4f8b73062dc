"""Headers of weight files: how many weights there are and whether the file is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import Precision, RoleSpec
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words
from vortex_gui.checkpoints.dropping import is_dropped
from vortex_gui.checkpoints.pickled import count_weights
from vortex_gui.checkpoints.places import checkpoint_folder, package_of

BYTES_PER_WEIGHT: Mapping[str, float] = {"fp32": 4, "bf16": 2, "fp16": 2, "int8": 1, "nf4": 0.516}
"""NF4 with double quantisation: half a byte and one byte and 4/256 bytes for each 64 weights."""

PICKLED = ("*.pth", "*.bin")
"""Torch's own files, which count where there are no safetensors; voices (`*.pt`) are no weights."""


@dataclass(frozen=True, slots=True)
class Header:
    """The number of weights in a file, and the file's length by its header."""

    weights: int
    file_bytes: int


def read_header(path: Path) -> Header:
    """The header of a safetensors file; raises `CheckpointError` for any other file."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if size < 8 or length > size:
                raise ValueError(tr("its header is longer than the file"))
            entries = json.loads(file.read(length))
        tensors = [entry for name, entry in entries.items() if name != "__metadata__"]
        end = max((int(entry["data_offsets"][1]) for entry in tensors), default=0)
        return Header(sum(prod(map(int, entry["shape"])) for entry in tensors), 8 + length + end)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        fault = tr("is not a whole safetensors file ({reason})", reason=own_words(error))
        raise CheckpointError(path, fault) from None


def check_weights_file(path: Path) -> None:
    """Raises `CheckpointError` for a file that is empty, or of another length than its header says."""
    size = path.stat().st_size
    if not size:
        raise CheckpointError(path, tr("is empty"))
    if path.suffix == ".safetensors" and size != (wanted := read_header(path).file_bytes):
        raise CheckpointError(
            path, tr("has {size:,} bytes, and its header asks for {wanted:,}", size=size, wanted=wanted)
        )


def planned_bytes(spec: RoleSpec, precision: Precision) -> int | None:
    """Bytes of the weights at a precision, from the files' headers alone; `None` if not known.

    Nor are they known once files were dropped since prepared weights stand for them.
    """
    if package_of(spec.checkpoint) is not None:
        return None
    folder = checkpoint_folder(spec)
    tensors = sorted(folder.rglob("*.safetensors"))
    if any(is_dropped(path) for path in tensors):
        return None
    pickles = () if tensors else (path for kind in PICKLED for path in sorted(folder.rglob(kind)))
    counts = [*(read_header(path).weights for path in tensors), *map(count_weights, pickles)]
    return round(sum(counts) * BYTES_PER_WEIGHT[precision]) if counts else None
