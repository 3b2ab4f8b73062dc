"""Widgets and words that several rooms use."""
