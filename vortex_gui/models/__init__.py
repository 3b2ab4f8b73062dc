"""One network each: plain inputs and outputs; knows nothing of slots."""
