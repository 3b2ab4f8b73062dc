"""Decodes the pictures that an operator brings."""
