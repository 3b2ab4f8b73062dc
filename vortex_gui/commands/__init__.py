"""The command line: one command calls one room and prints what it found."""
