"""Real slots under random kills, and an account of how each ended."""
