"""Queue and history on disk, and the folders that the console owns or writes to."""
