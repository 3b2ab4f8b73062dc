"""Tests of the arrangements of the docks."""
