"""Measures the verifiers' thresholds on pictures that the profile's own painter paints."""
