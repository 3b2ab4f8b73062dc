"""Previews of the running slot: the newest picture, small, as JPEG, at a bounded rate."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vortex_gui.base.stages import Stage
from vortex_gui.wire.protocol import Preview

MAX_SIDE = 256
MIN_GAP_S = 0.1
QUALITY = 85


class Previews:
    """Takes pictures at any rate from any thread; sends the newest, 10 a second at most."""

    def __init__(self, send: Callable[[Preview], None]) -> None:
        self._send = send
        self._change = threading.Condition()
        self._newest: tuple[int, int, Stage, int, NDArray[np.uint8]] | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="previews", daemon=True)
        self._thread.start()

    def show(self, slot_id: int, attempt: int, stage: Stage, index: int, picture: NDArray[np.uint8]) -> None:
        """A picture uint8 (H,W,3); copied, since the pipeline's buffers are used again."""
        copy = np.array(picture)
        with self._change:
            self._newest = (slot_id, attempt, stage, index, copy)
            self._change.notify()

    def forget(self) -> None:
        """Drops what waits: the slot is over."""
        with self._change:
            self._newest = None

    def close(self) -> None:
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join(1.0)

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._newest is not None or self._closed)
                if self._closed or self._newest is None:
                    return
                slot_id, attempt, stage, index, picture = self._newest
                self._newest = None
            self._send(Preview(slot_id, stage, index, to_jpeg(picture), attempt))
            time.sleep(MIN_GAP_S)


def to_jpeg(picture: NDArray[np.uint8]) -> bytes:
    """JPEG of a picture uint8 (H,W,3), at most 256 pixels a side."""
    image = Image.fromarray(picture)
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
