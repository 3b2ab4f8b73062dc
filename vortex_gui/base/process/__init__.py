"""What our processes share: heap limits, exit codes, clocks, the thread for blocking calls."""
