"""Queue and history on disk, in one SQLite file."""
