"""Keeps the memory samples of the last 24 hours and of past slots."""
