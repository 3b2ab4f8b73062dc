"""The GUI thread's loop: its background tasks, its garbage, its delay, its log records."""
