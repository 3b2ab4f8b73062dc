"""Connects and never says that it is ready; ends when asked."""

from speaker import connect, serve

serve(connect())
