"""Applies the engine's events to the state, and carries out the views' requests."""
