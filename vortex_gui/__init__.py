"""Vortex Console: an operator console over a resident generation pipeline."""

__version__ = "0.1.0"
