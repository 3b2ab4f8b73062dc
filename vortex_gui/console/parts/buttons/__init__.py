"""Buttons that show a drawing, give way, wait for the worker, or ask for a second press."""
