"""The two CLIPs: training, and retrieval of held-out captions."""
