"""Says ready, and ends neither when asked nor by SIGTERM."""

import signal

from speaker import connect, forever, ready

signal.signal(signal.SIGTERM, signal.SIG_IGN)
ready(connect())
forever()
