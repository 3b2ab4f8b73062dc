"""Small groups of values; each emits a signal when one of them changes."""
