"""The `doctor` command checks this machine, one file for each group of checks."""
