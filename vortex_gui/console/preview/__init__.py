"""Picture, sound, scores and stages of the selected slot."""
