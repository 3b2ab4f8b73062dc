"""Brings frames from the device into the host's video buffer, on a card while the next ones are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import torch


def bring(chunks: Iterable[torch.Tensor], buffer: torch.Tensor) -> Iterator[int]:
    """Copies uint8 chunks (n, 3, H, W) one after another into `buffer` (T, 3, H, W).

    Yields how many frames are there, after each chunk. Chunks on a card are copied without waiting (the
    buffer is pinned); a chunk is told when its event says that it has arrived, while the next one is drawn.
    """
    done = 0
    under_way: tuple[int, torch.cuda.Event] | None = None
    for chunk in chunks:
        end = done + chunk.shape[0]
        buffer[done:end].copy_(chunk, non_blocking=chunk.is_cuda)
        done = end
        if not chunk.is_cuda:
            yield end
            continue
        copied = torch.cuda.Event()  # type: ignore[no-untyped-call]  # torch's own
        copied.record(torch.cuda.current_stream(chunk.device))
        if under_way is not None:
            yield _arrived(*under_way)
        under_way = (end, copied)
    if under_way is not None:
        yield _arrived(*under_way)


def _arrived(end: int, copied: torch.cuda.Event) -> int:
    copied.synchronize()
    return end
