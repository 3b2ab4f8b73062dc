"""Finished folders on their way home: fetched, checked, and put in place."""
