"""Listeners of the event stream: metrics, flight recorder, leak watch."""
