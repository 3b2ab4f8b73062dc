"""What `packaging/gpu-check` runs on a card, and on a CPU as its twin."""
