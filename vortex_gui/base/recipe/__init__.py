"""The recipe: its fields and their checks, the files it brings, the look around its presenter."""
