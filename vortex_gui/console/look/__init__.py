"""Colours, style sheet, icons."""
