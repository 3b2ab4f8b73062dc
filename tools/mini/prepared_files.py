"""Arrays that a training reads from files, made once and never half: too large to hold in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tools.mini.training import Checkpoint

Array = npt.NDArray[np.generic]
Shapes = Mapping[str, tuple[npt.DTypeLike, tuple[int, ...]]]


Fill = Callable[[Mapping[str, Array]], None]


def load_or_fill(folder: Path, shapes: Shapes, fill: Fill) -> Mapping[str, Array]:
    """The folder's arrays of these types and shapes; where there are none, `fill` fills new ones."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Checkpoint(folder / "made.pt")
    wanted = {name: f"{np.dtype(dtype)} {shape}" for name, (dtype, shape) in shapes.items()}
    whole = made.load() == wanted
    files: dict[str, Array] = {
        name: np.lib.format.open_memmap(
            folder / f"{name}.npy", mode="r+" if whole else "w+", dtype=dtype, shape=shape
        )
        for name, (dtype, shape) in shapes.items()
    }
    if not whole:
        fill(files)
        made.save(wanted)
    return files
