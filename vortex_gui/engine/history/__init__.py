"""Queue and history on disk."""
