"""The operator's own ssh: its command lines, its names and host keys, and its faults in sentences."""
