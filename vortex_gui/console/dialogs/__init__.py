"""The dialogs for settings and for fetching checkpoints."""
