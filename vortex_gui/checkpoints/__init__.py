"""Finds, checks and downloads checkpoints; no torch."""
