"""Sends frames that are no messages among good ones."""

from speaker import connect, ready, serve

channel = connect()
for frame in (b"", b"junk", b"\x81\xa4kind\xa4Nope", b"\xc1" * 5000):
    channel._pipe.send_bytes(frame)
ready(channel)
serve(channel)
