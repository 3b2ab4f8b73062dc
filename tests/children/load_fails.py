"""Tells that its models cannot be loaded, and ends with the exit code of that."""

import os

from speaker import connect

from vortex_gui.wire.protocol import LoadFailed

channel = connect()
channel.send(LoadFailed("checkpoint", "flux: the file is missing.", "Run vortex-gui prefetch."))
channel.close()
os._exit(3)
