"""The table of slots."""
