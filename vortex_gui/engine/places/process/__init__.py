"""A worker's process on this machine: its start or fork, its frames, its life until it is stopped."""
