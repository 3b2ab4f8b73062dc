"""Picture and sound to frames: LivePortrait."""
