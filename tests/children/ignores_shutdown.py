"""Says ready, and does not end when asked; ends by SIGTERM."""

from speaker import connect, forever, ready

ready(connect())
forever()
