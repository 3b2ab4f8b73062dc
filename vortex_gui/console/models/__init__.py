"""The table of resident models."""
