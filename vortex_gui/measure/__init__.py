"""Benchmarks and soak runs; only these rooms may import every other."""
