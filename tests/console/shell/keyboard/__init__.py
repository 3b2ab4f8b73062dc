"""Tests of where Tab goes."""
