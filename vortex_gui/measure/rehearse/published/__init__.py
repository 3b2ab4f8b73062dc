"""Writes checkpoints in the published layouts, with random weights of any size."""
