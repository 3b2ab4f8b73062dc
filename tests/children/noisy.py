"""Prints noise on stdout and stderr: bytes that are no text, a long line without end, words of readiness."""

import sys

from speaker import connect, ready, serve

sys.stdout.buffer.write(b"READY ready WorkerReady\n\xff\xfe\x00 not text\n" + b"x" * 100_000 + b"\n")
sys.stdout.flush()
sys.stderr.write("a warning of a library\n")
channel = connect()
ready(channel)
serve(channel)
