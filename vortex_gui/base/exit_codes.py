"""Exit codes of every command."""

from __future__ import annotations

DONE = 0
FAILED = 1
BAD_INPUT = 2
