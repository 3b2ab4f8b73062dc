"""The `doctor` command: looks over this machine, one file a group of checks."""
