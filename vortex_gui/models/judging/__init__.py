"""Scores pictures against prompts: CLIP."""
