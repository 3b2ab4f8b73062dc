"""Changes the pure rules one thing at a time, and counts the changes that no test of their room sees."""
