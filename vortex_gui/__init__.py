"""Vortex Console: an operator console over a resident generation pipeline."""

__version__ = "0.2.0"
