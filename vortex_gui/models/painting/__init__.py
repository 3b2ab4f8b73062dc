"""Prompt to picture: Flux and its decoder."""
