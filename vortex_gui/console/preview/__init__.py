"""Picture, sound, scores and stages of the chosen slot."""
