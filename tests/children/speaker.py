"""What the scripted children share: they speak the real protocol over the real channel."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from vortex_gui.wire.protocol import PROTOCOL_VERSION, Command, Ping, Pong, Shutdown, WorkerReady
from vortex_gui.wire.worker_end import CLOSE_FLUSH_S, WorkerChannel, open_channel

told: dict[str, Any] = {}
"""The set-up that the console gave."""


def connect() -> WorkerChannel:
    if "--spare" in sys.argv:
        from vortex_gui.pipeline.worker.spare import stand_by  # the others start quicker without it

        stand_by(prepare=lambda: None)
    channel, handshake = open_channel()
    told.update(handshake.config)
    return channel


def ready(channel: WorkerChannel) -> None:
    channel.send(
        WorkerReady(
            protocol_version=PROTOCOL_VERSION,
            pid=os.getpid(),
            device="none",
            profile=told.get("profile", {}).get("name", "mini"),
            models=(),
            soft_limit_bytes=1,
            hard_limit_bytes=2,
            startup_s=0.0,
        )
    )


def serve(channel: WorkerChannel, on_command: Callable[[Command], None] = lambda command: None) -> None:
    """Answers pings, ends at `Shutdown` or when the console has gone."""
    while True:
        try:
            command = channel.receive()
        except EOFError:
            os._exit(77)
        match command:
            case Ping(nonce=nonce):
                channel.send(Pong(nonce))
            case Shutdown():
                channel.close()
                os._exit(0)
            case _:
                on_command(command)


def say_all(channel: WorkerChannel) -> None:
    """Returns when all that was sent is written; the pipe stays open, but nothing can be sent any more."""
    with channel._change:
        channel._closing = True
        channel._change.notify_all()
    channel._writer.join(CLOSE_FLUSH_S)


def forever() -> None:
    threading.Event().wait()
