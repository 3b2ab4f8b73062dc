"""Speed and memory of this program on this machine, each figure as a ratio or against a stated goal."""
