"""Loads and runs a profile on random weights in the published layouts, and compares with its plan."""
