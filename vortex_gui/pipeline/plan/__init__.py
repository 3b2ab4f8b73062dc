"""What a profile needs, computed before anything is loaded."""
