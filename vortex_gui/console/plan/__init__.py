"""The plan page: whether a profile fits this machine, and what another choice would change."""
