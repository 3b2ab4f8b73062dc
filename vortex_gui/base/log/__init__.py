"""The structured log, the same in a file, in an event and in the window."""
