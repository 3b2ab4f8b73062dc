"""Who listens: metrics, flight recorder, leak watch."""
