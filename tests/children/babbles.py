"""Sends frames that are no messages among good ones."""

from multiprocessing.connection import Client

from speaker import ready, serve

import vortex_gui.wire.worker_end as channel_module

pipes = []


def keep(*args: object, **kwargs: object) -> object:
    pipes.append(Client(*args, **kwargs))
    return pipes[-1]


channel_module.Client = keep
channel, _ = channel_module.open_channel()
for frame in (b"", b"junk", b"\x81\xa4kind\xa4Nope", b"\xc1" * 5000):
    pipes[0].send_bytes(frame)
ready(channel)
serve(channel)
