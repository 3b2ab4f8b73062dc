"""Paints the memory graph: stack, lanes, axes, limits, marks, legend."""
