"""torch lives here: one slot from recipe to files, in the worker process."""
