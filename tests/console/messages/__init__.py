"""Tests of the messages page."""
