"""Says ready, closes its channel and goes on."""

from speaker import connect, forever, ready

channel = connect()
ready(channel)
channel.close()
forever()
