"""The worker process: its commands, its libraries, its spare."""
