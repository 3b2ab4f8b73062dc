"""Says that it is ready, and then nothing: no ping is answered and no wish to end is heard."""

from speaker import connect, forever, ready

channel = connect()
ready(channel)
forever()
