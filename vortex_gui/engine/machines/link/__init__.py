"""The link to one machine: its child process, a test of it, its hello in words, one slot over it."""
