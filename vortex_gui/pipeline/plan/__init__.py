"""Computes a profile's needs before anything loads."""
