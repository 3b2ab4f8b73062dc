"""Sentences and figures as an operator reads them."""
