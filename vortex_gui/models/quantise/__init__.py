"""Weights in four and eight bits."""
