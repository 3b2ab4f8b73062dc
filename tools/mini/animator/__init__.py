"""The small animator: its trainings, and its figures against the renderer."""
