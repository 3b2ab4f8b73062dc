"""Reads its handshake and never connects."""

import sys
import threading

sys.stdin.readline()
threading.Event().wait()
