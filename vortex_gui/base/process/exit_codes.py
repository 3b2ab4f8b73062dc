"""Exit codes of every command."""

from __future__ import annotations

DONE = 0
FAILED = 1
BAD_INPUT = 2
NO_WINDOW = 2
"""The system lacks something that a window needs."""
