"""Real slots under random kills, and the account of what became of them."""
