"""Is ready when it begins from the beginning; forked from a spare it cannot load."""

import os
import sys

from speaker import connect, ready, serve

from vortex_gui.wire.protocol import LoadFailed

channel = connect()
if "--spare" in sys.argv:
    channel.send(LoadFailed("initialization", "The card cannot be used after a fork.", ""))
    channel.close()
    os._exit(3)
ready(channel)
serve(channel)
