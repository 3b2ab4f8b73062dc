"""The part of an onnxruntime session that the voices need; the library brings no types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Feeds = Mapping[str, NDArray[np.generic]]


class Session(Protocol):
    """Runs a loaded graph."""

    def run(self, outputs: Sequence[str], feeds: Feeds) -> Sequence[NDArray[np.generic]]:
        """The named tensors, in that order."""
        ...
