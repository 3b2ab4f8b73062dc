"""How many weights a checkpoint holds, read from its files' headers alone."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path

from vortex_gui.base.errors import CheckpointError
from vortex_gui.base.profile import PACKAGE_PREFIX, Precision, RoleSpec
from vortex_gui.checkpoints.places import checkpoint_folder

BYTES_PER_WEIGHT: Mapping[str, float] = {"fp32": 4, "bf16": 2, "fp16": 2, "int8": 1, "nf4": 0.516}
"""NF4 with double quantisation: half a byte and one byte and 4/256 bytes for each 64 weights."""


def planned_bytes(spec: RoleSpec, precision: Precision) -> int | None:
    """Bytes the weights will take at a precision, from the files' headers alone; `None` if not known."""
    if spec.checkpoint.startswith(PACKAGE_PREFIX):
        return None
    count = sum(_weights_in(path) for path in checkpoint_folder(spec).rglob("*.safetensors"))
    return round(count * BYTES_PER_WEIGHT[precision])


def _weights_in(path: Path) -> int:
    """How many numbers a safetensors file holds, read from its header."""
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
    except (OSError, ValueError, struct.error) as error:
        raise CheckpointError(path, f"not a whole safetensors file ({error})") from None
    return sum(_product(entry["shape"]) for name, entry in header.items() if name != "__metadata__")


def _product(shape: list[int]) -> int:
    product = 1
    for side in shape:
        product *= side
    return product
