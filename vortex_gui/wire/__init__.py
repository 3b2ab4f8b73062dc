"""Messages and frames: all that crosses a process or a machine."""
