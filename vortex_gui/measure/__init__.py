"""Benchmarks and soak runs; the only rooms that may import every other."""
