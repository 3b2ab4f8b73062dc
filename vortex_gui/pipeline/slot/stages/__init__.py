"""The stages of a slot, one file each, and what runs them turn by turn."""
