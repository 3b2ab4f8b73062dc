"""The live memory graph."""
