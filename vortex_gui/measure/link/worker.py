"""A worker without models for a link that is measured: pictures and memory samples at the usual rate."""

from __future__ import annotations

import os
import threading
import time

from vortex_gui.base.process.clock import counted
from vortex_gui.wire.protocol import (
    PROTOCOL_VERSION,
    CancelSlot,
    MemorySample,
    Ping,
    Pong,
    Preview,
    RunSlot,
    Shutdown,
    SlotStarted,
    SlotStopped,
    WorkerReady,
)
from vortex_gui.wire.worker_end import WorkerChannel, open_channel

RATE_HZ = 10
PICTURE = os.urandom(40_000)
"""As large as a preview, and as hard to compress."""


class LoadWorker:
    """Runs one slot after another until each is cancelled."""

    def __init__(self, channel: WorkerChannel) -> None:
        self._channel = channel
        self._slot: tuple[int, int] | None = None

    def run(self) -> None:
        """Until the agent has gone or asks for the end."""
        self._channel.send(WorkerReady(PROTOCOL_VERSION, os.getpid(), "none", "mini", (), 1, 2, 0.0))
        threading.Thread(target=self._tell, name="load", daemon=True).start()
        while True:
            match self._channel.receive():
                case Ping(nonce=nonce):
                    self._channel.send(Pong(nonce))
                case RunSlot(slot_id=slot_id, attempt=attempt):
                    self._slot = (slot_id, attempt)
                    self._channel.send(SlotStarted(slot_id, attempt))
                case CancelSlot(slot_id=slot_id, attempt=attempt):
                    self._slot = None
                    self._channel.send(SlotStopped(slot_id, attempt))
                case Shutdown():
                    self._channel.close()
                    return

    def _tell(self) -> None:
        """Each sample is dated by the machine's counter, which a console on the same machine shares."""
        index = 0
        while True:
            time.sleep(1 / RATE_HZ)
            if self._slot is not None:
                slot_id, attempt = self._slot
                index += 1
                self._channel.send(Preview(slot_id, "animation", index, PICTURE, attempt))
            self._channel.send(MemorySample(counted(), {}, 0, 0, 0, None, None, None, "idle", 0))


def main() -> None:
    """Started by the agent of `far_end`."""
    channel, _ = open_channel()
    try:
        LoadWorker(channel).run()
    except EOFError:
        os._exit(0)


if __name__ == "__main__":
    main()
