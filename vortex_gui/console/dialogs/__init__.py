"""Settings and fetching."""
