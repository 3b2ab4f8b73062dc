"""Carries out the operator's requests, one file for each subject."""
