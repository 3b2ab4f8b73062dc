"""The toolbar, the tally and the status bar."""
