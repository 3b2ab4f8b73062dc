"""Last words of a worker that cannot go on: it prints them, and the console knows them by heart."""

from __future__ import annotations

STAGE_HANGS = "A stage hangs in a call that does not return."
CARD_LOST = "The card's context is lost after an error."
