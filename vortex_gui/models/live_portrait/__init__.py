"""From picture and sound to frames: LivePortrait."""
