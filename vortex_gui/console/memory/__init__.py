"""The memory graph, live and over 24 hours."""
