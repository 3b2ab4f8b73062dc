"""Host memory that a card reads and writes directly, of exactly the size asked for."""

from __future__ import annotations

import contextlib
import logging
import weakref
from collections.abc import Callable
from dataclasses import dataclass

import torch

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pinning:
    """How the driver takes pages in and lets go of them; `pin` returns why it refused, or nothing."""

    pin: Callable[[int, int], str]
    unpin: Callable[[int], object]


def pinned_zeros(*shape: int, dtype: torch.dtype, pinning: Pinning | None = None) -> torch.Tensor:
    """Zeros in pinned memory; in pageable memory, which copies more slowly, where the driver refuses.

    torch's own pinned memory comes in powers of two: a video of 0.85 GB would take 1.07 GB. Under WSL, and
    with a low limit for locked memory (`ulimit -l`), the driver refuses large blocks.
    """
    buffer = torch.zeros(shape, dtype=dtype)
    pinning = pinning or _of_cuda()
    place = buffer.data_ptr()
    why = pinning.pin(place, buffer.nbytes)
    if why:
        _log.warning(
            "the driver does not pin %.2f GB of host memory (%s): frames are copied more slowly",
            buffer.nbytes / 1e9,
            why,
        )
    else:
        weakref.finalize(buffer, pinning.unpin, place).atexit = False
    return buffer


def _of_cuda() -> Pinning:
    runtime = torch.cuda.cudart()  # type: ignore[no-untyped-call]  # torch's own

    def pin(place: int, size: int) -> str:
        answer = runtime.cudaHostRegister(place, size, 0)
        if int(answer) == 0:
            return ""
        # The refusal stays CUDA's last error, and the next kernel would be blamed for it.
        with contextlib.suppress(RuntimeError):
            torch.ones(1, device="cuda").add_(1)
        return str(runtime.cudaGetErrorString(answer))

    return Pinning(pin, runtime.cudaHostUnregister)
