"""Says ready, answers pings, ends when asked."""

from speaker import connect, ready, serve

channel = connect()
ready(channel)
serve(channel)
