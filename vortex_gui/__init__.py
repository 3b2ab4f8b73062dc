"""Vortex Console: an operator console over a resident generation pipeline."""

import os

__version__ = "0.2.0"

# Before anything imports pydantic, which would read every installed package in search of plugins.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
