"""Says ready at once, or as a spare when it is wanted; tells its way to the file in VORTEX_TEST_TRACE."""

import os
from pathlib import Path

from speaker import ready

from vortex_gui.channel import open_channel
from vortex_gui.protocol import Load, Shutdown, SpareReady

channel, handshake = open_channel()
trace = Path(os.environ["VORTEX_TEST_TRACE"])


def write(what: str) -> None:
    with trace.open("a") as file:
        file.write(f"{what} {os.getpid()}\n")


def read() -> object:
    try:
        return channel.receive()
    except EOFError:
        os._exit(77)


if handshake.config["spare"]:
    write("spare")
    channel.send(SpareReady(os.getpid()))
    while not isinstance(command := read(), Load):
        if isinstance(command, Shutdown):
            write("unused")
            os._exit(0)
write("ready")
ready(channel)
while not isinstance(read(), Shutdown):
    pass
os._exit(0)
