"""What a process of ours keeps to: its heap, its exit code, its clock, its thread for blocking work."""
