"""What the memory graph paints."""
