"""Places, headers and downloads of checkpoints; no torch."""
