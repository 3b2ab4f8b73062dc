"""Watches beside the queue: log, metrics, flight recorder, disk, clock, leaks."""
