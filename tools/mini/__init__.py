"""Training of the shipped mini models, from a renderer of cartoon presenters to packed weights."""
