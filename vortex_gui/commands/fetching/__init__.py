"""Fetches checkpoints, prepares their weights, and frees the sources that those replace."""
