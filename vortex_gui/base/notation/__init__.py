"""How values are written down: YAML, JSON, and the numbers they may hold."""
