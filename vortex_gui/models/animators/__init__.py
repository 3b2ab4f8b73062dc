"""Animators of more than one kind: a checkpoint folder declares which one it is for."""
