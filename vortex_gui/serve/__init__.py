"""The far end of a machine link: an agent that owns this machine's workers and keeps what they finish."""
