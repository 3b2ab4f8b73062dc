"""Plays a clip: the player, its keys, its controls, the part between in and out."""
