"""Captions of a slot: the script's words with the times of the speech, cut into cues of two lines."""
