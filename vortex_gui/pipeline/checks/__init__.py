"""Looks at a whole clip: its sound, its pictures, and whether the lips follow the sound."""
