"""Sends 20,000 log lines as fast as it can, then says ready."""

import time

from speaker import connect, ready, serve

from vortex_gui.base.log.log_line import LogLine

channel = connect()
for number in range(20_000):
    channel.send(LogLine(time.time(), "INFO", "flood", str(number), None, "{}"))
ready(channel)
serve(channel)
