"""The recipe form and the play-list."""
