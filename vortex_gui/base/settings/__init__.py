"""The settings, each declared once: type, default, range and help."""
