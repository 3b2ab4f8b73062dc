"""Loads and exercises the model of each role, one file for each kind of model."""
