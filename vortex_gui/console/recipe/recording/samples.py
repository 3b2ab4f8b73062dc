"""Turns a microphone's bytes of any format into 16-bit samples of one channel."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["u8", "i2", "i4", "f4"]
"""Unsigned bytes, 16 and 32 bits, floats: whatever a sound device may give."""
Samples = NDArray[np.int16]
FULL = 32_767


class Unpacking:
    """Takes bytes as they come; what is no whole sample of all channels waits for the next ones."""

    def __init__(self, kind: Kind, channels: int) -> None:
        self._kind, self._channels = kind, channels
        self._size = np.dtype(kind).itemsize * channels
        self._left = b""

    def mono(self, data: bytes) -> Samples:
        """The channels' mean."""
        data = self._left + data
        whole = len(data) // self._size * self._size
        self._left = data[whole:]
        values = np.frombuffer(data[:whole], self._kind).reshape(-1, self._channels).astype(np.float64)
        mean = np.nan_to_num(_level(values, self._kind).mean(axis=1))
        samples: Samples = np.rint(np.clip(mean, -1, 1) * FULL).astype(np.int16)
        return samples


def _level(values: NDArray[np.float64], kind: Kind) -> NDArray[np.float64]:
    """Between -1 and 1."""
    if kind == "f4":
        return values
    if kind == "u8":
        return (values - 128) / 128
    return values / (32_768 if kind == "i2" else 2_147_483_648)
