"""Takes the engine's events into the state."""
