"""The memory graph's spans and marks on the disk, so that the last 24 hours outlive the console."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.files.private_files import make_private_folder, open_private
from vortex_gui.console.memory.kept.layers import LAYERS, OLD_LAYERS, as_now
from vortex_gui.console.memory.kept.max_buckets import Floats
from vortex_gui.console.state.workers.memory_samples import MarkKind, MemoryMark

PARTS = ("at", "values", "heights", "bits")
Ring = tuple[Floats, Floats, Floats, NDArray[np.uint8]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeptHistory:
    """The filled buckets of each span by its key, and the marks, oldest first."""

    rings: Mapping[str, Ring]
    marks: tuple[MemoryMark, ...]

    def write(self, file: Path) -> None:
        """Some 100 KB, put in place at once; raises `OSError`."""
        arrays: dict[str, Any] = {
            f"{key}/{part}": array
            for key, ring in self.rings.items()
            for part, array in zip(PARTS, ring, strict=True)
        }
        marks = json.dumps([[mark.at, mark.kind, mark.slot_id] for mark in self.marks])
        make_private_folder(file.parent)
        # A thread may still be at it while the console ends, and another console may use the folder.
        aside = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        with open(aside, "wb", opener=open_private) as out:
            np.savez_compressed(out, layers=np.array(LAYERS), marks=np.array(marks), **arrays)
        aside.replace(file)


def read_kept_history(file: Path) -> KeptHistory | None:
    """What was written; `None` when there is nothing, or nothing that can be read."""
    try:
        with open(file, "rb", opener=open_private) as opened, np.load(opened) as kept:
            layers = tuple(kept["layers"].tolist())
            if layers not in (LAYERS, OLD_LAYERS):
                return None
            keys = {name.rpartition("/")[0] for name in kept.files if "/" in name}
            rings = {key: _ring(kept, key, layers) for key in keys}
            return KeptHistory(rings, _marks(str(kept["marks"])))
    except FileNotFoundError:
        return None
    except Exception as error:  # numpy and the archive raise a dozen kinds at bytes that no console wrote
        _log.warning("the history of memory cannot be read, so the graph begins empty: %s", error)
        return None


def _ring(kept: Mapping[str, NDArray[np.float64]], key: str, layers: tuple[str, ...]) -> Ring:
    at, values, heights, bits = (kept[f"{key}/{part}"] for part in PARTS)
    if values.shape != (len(at), len(layers)) or not len(at) == len(heights) == len(bits):
        raise ValueError(f"the buckets of {key} do not fit each other")
    return at, as_now(values, layers), heights, bits.astype(np.uint8)


def _marks(text: str) -> tuple[MemoryMark, ...]:
    kinds = get_args(MarkKind)
    return tuple(
        MemoryMark(float(at), kind, slot_id) for at, kind, slot_id in json.loads(text) if kind in kinds
    )
