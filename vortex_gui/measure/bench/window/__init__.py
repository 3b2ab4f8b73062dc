"""Figures of the window: first paint, memory, delay of its loop, cost of a redraw."""
