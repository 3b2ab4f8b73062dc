"""The stages of a slot, one file each, and their runner."""
