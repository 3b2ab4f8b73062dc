"""Says ready, then crashes with SIGSEGV."""

import os
import signal

from speaker import connect, ready, say_all

channel = connect()
ready(channel)
say_all(channel)
os.kill(os.getpid(), signal.SIGSEGV)
