"""The rundown's panel: what goes on air, when, and what is ready for it."""
