"""Says ready, then crashes with SIGSEGV."""

import os
import signal
import time

from speaker import connect, ready

channel = connect()
ready(channel)
time.sleep(0.2)
os.kill(os.getpid(), signal.SIGSEGV)
