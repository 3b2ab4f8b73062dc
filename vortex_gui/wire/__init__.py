"""Messages and frames: everything that crosses a process or a machine."""
