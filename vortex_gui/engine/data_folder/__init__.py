"""The data folder belongs to one console, and to its owner alone."""
