"""The networks as published, and the laying of G's paint over the source."""
