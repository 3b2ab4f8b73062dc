"""Records the words from a microphone, into a file that the recipe then names."""
