"""The arguments of the command line, one file for each kind of command."""
