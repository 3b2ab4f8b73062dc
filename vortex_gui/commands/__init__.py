"""The command line: each command parses its words, calls one room and prints."""
