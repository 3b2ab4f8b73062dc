"""Prints a token and ends, as a library does that cannot reach its hub."""

import sys

sys.exit("401 for the token hf_abcdefghijklmnopqrstuvwx")
